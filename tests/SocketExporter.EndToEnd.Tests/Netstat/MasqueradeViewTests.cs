using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using System.Text.Json;
using SocketExporter.EndToEnd.Tests.Live;

namespace SocketExporter.EndToEnd.Tests.Netstat;

/// <summary>-M on connections whose addresses nftables translates. No tool of today prints that table: the truth is who connected to what.</summary>
public sealed partial class MasqueradeViewTests
{
    [LiveFact]
    public void Masqueraded_and_redirected_connections_are_listed_and_others_not()
    {
        using var space = new Namespace();
        space.Run("nft", "add table ip nat; add chain ip nat out { type nat hook output priority -100; }; add chain ip nat post { type nat hook postrouting priority 100; }");
        space.Run("nft", "add rule ip nat out tcp dport 8079 redirect to :8080; add rule ip nat post tcp dport 8081 snat to 127.0.0.9:5000-5000");
        using Socket plain = Listen(space, 8082);
        using Socket behindRedirection = Listen(space, 8080);
        using Socket behindMasquerade = Listen(space, 8081);
        using Socket one = space.Connect(8079);
        using Socket other = space.Connect(8081);
        using Socket third = space.Connect(8082);
        string[] lines = space.Run(ExporterProcess.Binary, "netstat", "-Mn").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["IP masquerading entries", "prot   expire source               destination          ports"], lines[..2]);
        Assert.Equal(
            [
                $"tcp MMM:SS.00 127.0.0.1            127.0.0.1            {Port(one)} -> 8080 (8079)",
                $"tcp MMM:SS.00 127.0.0.1            127.0.0.1            {Port(other)} -> 8081 (5000)",
            ],
            lines[2..].Select(static line => Expiry().Replace(line, "MMM:SS.00 ")).OrderBy(static line => line.Split(" -> ")[1]));
        using JsonDocument json = JsonDocument.Parse(space.Run(ExporterProcess.Binary, "netstat", "-M", "--json"));
        Assert.Equal(2, json.RootElement.GetArrayLength());
        Assert.Equal(
            Port(other),
            Assert.Single(json.RootElement.EnumerateArray(), static row => row.GetProperty("source_translated").GetBoolean()).GetProperty("original").GetProperty("source_port").GetInt32());
    }

    [LiveFact("unshare")]
    public void They_are_listed_too_where_procfs_has_nothing_but_processes()
    {
        using var space = new Namespace();
        space.Run("nft", "add table ip nat; add chain ip nat out { type nat hook output priority -100; }; add rule ip nat out tcp dport 8079 redirect to :8080");
        using Socket listener = Listen(space, 8080);
        using Socket client = space.Connect(8079);
        string proc = Directory.CreateDirectory(Path.Combine(space.Folder, "proc")).FullName;
        string output = space.Run("unshare", "--mount", "sh", "-c", $"mount -t proc -o subset=pid proc '{proc}' && exec '{ExporterProcess.Binary}' netstat -Mn --path.procfs '{proc}'");

        Assert.EndsWith($" {Port(client)} -> 8080 (8079)\n", output, StringComparison.Ordinal);
    }

    [LiveFact("setpriv")]
    public void Without_the_capability_it_says_which_one_is_missing_and_fails()
    {
        using var space = new Namespace();
        space.Run("nft", "add table ip f; add chain ip f in { type filter hook input priority 0; }; add rule ip f in ct state established accept");
        string binary = space.CopyOfExporterForAll();
        Finished finished = space.Finish("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=-all", "--bounding-set=-all", binary, "netstat", "-Mn");
        Assert.Equal(1, finished.ExitCode);
        Assert.Contains("CAP_NET_ADMIN", finished.Errors, StringComparison.Ordinal);
    }

    private static Socket Listen(Namespace space, int port)
    {
        Socket socket = space.Inside(static () => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
        socket.Listen();
        return socket;
    }

    private static int Port(Socket socket) => ((IPEndPoint)socket.LocalEndPoint!).Port;

    [GeneratedRegex("[0-9]+:[0-9]{2}\\.00 ")]
    private static partial Regex Expiry();
}
