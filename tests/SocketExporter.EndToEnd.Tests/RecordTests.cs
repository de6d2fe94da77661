using System.Net;
using System.Net.Sockets;
using System.Text;
using SocketExporter.EndToEnd.Tests.Live;
using SocketExporter.EndToEnd.Tests.Pages;

namespace SocketExporter.EndToEnd.Tests;

/// <summary>Recordings of live populations: what they must not hold, and that the page made of one is the host's.</summary>
public sealed class RecordTests
{
    private const string Scenarios =
        "established family=ipv4 port=8080 count=7 half-closed family=ipv6 port=8081 count=3 time-wait family=mapped port=8082 count=4 "
        + "listener family=ipv4 port=8083 backlog=5 waiting=3 udp family=ipv4 port=5300 buffer=4096 size=500 drops=7 "
        + "unix-listener kind=stream path=@acme/billing-orders pending=2";

    /// <summary>Labels in whose place a recording has pseudonyms.</summary>
    private static readonly string[] Names = ["process", "path", "interface", "address", "user", "gateway"];

    /// <summary>What another host or moment has: all processes of the machine and the users of its passwd, the daemon itself, memory and handles of the whole kernel.</summary>
    private static readonly string[] OfTheMoment =
        ["socket_exporter_", "socket_process_", "socket_uid_", "socket_file_handles", "socket_netstat_", "socket_softnet_", "socket_sockets", "socket_tcp_memory_bytes", "socket_udp_memory_bytes", "socket_tcp_orphans", "socket_unix_sockets"];

    [LiveFact]
    public void No_address_or_name_of_the_recorded_host_is_in_any_file_of_a_recording()
    {
        using var space = new Namespace();
        Tool.Run("ip", "-n", space.Name, "link", "add", "acmeuplink7", "type", "veth", "peer", "name", "acmeuplink8");
        Tool.Run("ip", "-n", space.Name, "link", "set", "acmeuplink7", "address", "52:54:00:ab:cd:ef", "up");
        Tool.Run("ip", "-n", space.Name, "addr", "add", "10.77.193.241/24", "dev", "acmeuplink7");
        Tool.Run("ip", "-n", space.Name, "addr", "add", "2a00:1450:77:82b::beef/64", "dev", "acmeuplink7", "nodad");
        space.Lab("acme-billing", Scenarios);
        string path = Path.Combine(space.Folder, "acme-secret.sock");
        using Socket listener = Listen(space, IPAddress.Parse("10.77.193.241"));
        using Socket listener6 = Listen(space, IPAddress.Parse("2a00:1450:77:82b::beef"));
        using Socket client = Connect(space, listener);
        using Socket client6 = Connect(space, listener6);
        using Socket unix = space.Inside(() => new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified));
        unix.Bind(new UnixDomainSocketEndPoint(path));
        unix.Listen();

        string recording = Path.Combine(space.Folder, "recording");
        space.Run(ExporterProcess.Binary, "record", recording);

        byte[][] forbidden =
        [
            [10, 77, 193, 241], IPAddress.Parse("2a00:1450:77:82b::beef").GetAddressBytes(), [0x52, 0x54, 0, 0xab, 0xcd, 0xef],
            .. new[] { "acme", "billing", "orders", "secret", "uplink", "10.77.193.241", "2a00:1450", Path.GetFileName(space.Folder), Environment.MachineName }.Select(Encoding.UTF8.GetBytes),
        ];
        string[] files = Directory.GetFiles(recording, "*", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        foreach (string file in files)
        {
            byte[] content = [.. Encoding.UTF8.GetBytes(Path.GetRelativePath(recording, file)), .. File.ReadAllBytes(file)];
            Assert.All(forbidden, bytes => Assert.True(content.AsSpan().IndexOf(bytes) < 0, $"{file} holds {Encoding.UTF8.GetString(bytes)} or {Convert.ToHexString(bytes)}"));
        }

        // They are there all the same, under other names.
        MetricsPage page = space.Once("--replay", recording);
        IEnumerable<string> addresses = page.Family("socket_listener_info").Where(series => series.Has(("scope", "specific"))).Select(series => series.Labels["address"]);
        Assert.Equal(["10.0.0.1", "[2001:db8::1]"], addresses.Order(StringComparer.Ordinal));
    }

    [LiveFact]
    public void The_page_of_a_recording_has_the_sockets_of_the_host()
    {
        using var space = new Namespace();
        space.Lab("lab-recorded", Scenarios);
        string recording = Path.Combine(space.Folder, "recording");
        space.Run(ExporterProcess.Binary, "record", recording);
        MetricsPage live = space.Once();
        // In another namespace, where none of the sockets is.
        using var elsewhere = new Namespace();
        MetricsPage replayed = elsewhere.Once("--replay", recording);

        // What names no process, path or interface of the host is the same, line by line; what does, value by value.
        string[] families = [.. live.Types.Where(type => type.Value == "gauge" && type.Key.StartsWith("socket_", StringComparison.Ordinal) && !OfTheMoment.Any(type.Key.StartsWith)).Select(static type => type.Key)];
        Assert.True(families.Length > 30, string.Join(" ", families));
        Same.Nothing(families.Where(family => !Values(live, family).SequenceEqual(Values(replayed, family))).Select(family => $"{family}:\n{string.Join('\n', Values(live, family))}\nreplayed:\n{string.Join('\n', Values(replayed, family))}"));
        Assert.Equal(14 + 6, replayed.Get("socket_tcp_sockets", ("family", "ipv4"), ("state", "established")));
        Assert.Equal(2, replayed.Sum("socket_unix_listener_accept_queue_connections"));
    }

    [LiveFact]
    public void A_recording_is_served_like_a_host()
    {
        using var space = new Namespace();
        using ExporterProcess daemon = space.Serve("--replay", Path.Combine(Repository.Root, "tests/fixtures/web-server"));
        MetricsPage page = daemon.NextPage();
        Assert.Equal(42, page.Get("socket_tcp_sockets", ("family", "ipv6"), ("state", "established")));
        // The daemon's own listener is not in it.
        Assert.DoesNotContain(page.Family("socket_listener_info"), series => series.Has(("port", "10105")));
        daemon.Stop();
    }

    [Fact]
    public void What_is_no_recording_ends_with_1_and_says_why()
    {
        Finished run = Tool.Finish(Tool.Start(ExporterProcess.Binary, ["once", "--replay", "/nowhere"]));
        Assert.Equal(1, run.ExitCode);
        Assert.Equal("socket-exporter: /nowhere/manifest.txt: not there, expected a recording; name a directory that socket-exporter record wrote\n", run.Errors);
    }

    [Fact]
    public void A_directory_with_something_in_it_is_not_recorded_into()
    {
        string directory = Directory.CreateTempSubdirectory("recording").FullName;
        try
        {
            File.WriteAllText($"{directory}/notes", "mine");
            Finished run = Tool.Finish(Tool.Start(ExporterProcess.Binary, ["record", directory]));
            Assert.Equal(1, run.ExitCode);
            Assert.Equal($"socket-exporter: {directory}: not empty, expected a new or an empty directory\n", run.Errors);
            Assert.Equal(["notes"], Directory.GetFileSystemEntries(directory).Select(Path.GetFileName));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static Socket Listen(Namespace space, IPAddress address)
    {
        Socket socket = space.Inside(() => new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp));
        socket.Bind(new IPEndPoint(address, 0));
        socket.Listen();
        return socket;
    }

    private static Socket Connect(Namespace space, Socket listener)
    {
        Socket socket = space.Inside(() => new Socket(listener.AddressFamily, SocketType.Stream, ProtocolType.Tcp));
        socket.Connect(listener.LocalEndPoint!);
        return socket;
    }

    private static IEnumerable<string> Values(MetricsPage page, string family)
        => page.Family(family).Select(series => $"{(series.Labels.Keys.Any(Names.Contains) ? "" : series.Key)} {series.Value}").Order(StringComparer.Ordinal);
}
