using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using SocketExporter.EndToEnd.Tests.Live;

namespace SocketExporter.EndToEnd.Tests.Netstat;

/// <summary>The tables of sockets beside net-tools' netstat, of a population that stands still. Differences that remain are named here and in docs/netstat.md.</summary>
public sealed partial class SocketTableTests
{
    private const string LongAddress = "2001:db8:1234:5678:9abc:def0:1234:5678";

    [LiveTheory("netstat")]
    [InlineData("-tan", 120)]
    [InlineData("-tn", 90)]
    [InlineData("-tln", 20)]
    [InlineData("-tuan", 120)]
    [InlineData("-lntu", 20)]
    [InlineData("-uan", 8)]
    [InlineData("-wan", 5)]
    [InlineData("-xan", 20)]
    [InlineData("-xlp", 4)]
    [InlineData("-xn", 15)]
    [InlineData("-tanp", 120)]
    [InlineData("-tane", 120)]
    [InlineData("-tano", 120)]
    [InlineData("-tanpeo", 120)]
    [InlineData("-tuwanpeo", 120)]
    [InlineData("-tanW", 120)]
    [InlineData("-4an", 80)]
    [InlineData("-6tan", 45)]
    [InlineData("-an", 150)]
    [InlineData("-nee", 100)]
    [InlineData("-tua", 120)]
    [InlineData("-wa", 5)]
    [InlineData("-A inet6,unix -an", 60)]
    public void Every_line_is_that_of_net_tools(string flags, int atLeast)
    {
        using var space = new Namespace();
        space.Run("ip", "-6", "address", "add", LongAddress, "dev", "lo", "nodad");
        space.Lab("lab-with-a-very-long-name", Everything.Scenarios(space.Folder));
        Socket[] more = space.Inside(OpenMore);
        try
        {
            Same.Nothing(BothNetstats.Differences(space, flags, atLeast, WithoutMovingTimes));
        }
        finally
        {
            Array.ForEach(more, static socket => socket.Dispose());
        }
    }

    [LiveFact]
    public void Names_that_are_made_to_deceive_a_terminal_stay_one_line_each()
    {
        using var space = new Namespace();
        (string Bytes, string Shown)[] names =
        [
            ("\0evil\nunix  2      [ ACC ]", "@evil\\x0aunix  2      [ ACC ]"),
            ("\0x\n0000000000000000: 00000002 00000000 00010000 0001 01 99999 /run/fake", "@x\\x0a0000000000000000: 00000002 00000000 00010000 0001 01 99999 /run/fake"),
            ("\0\u001b[31m", "@\\x1b[31m"),
            ("\0a b\u00ff", "@a b\\xff"),
            ("\0" + new string('\u00fe', 107), "@" + string.Concat(Enumerable.Repeat("\\xfe", 107))),
            ("\0caf\u00c3\u00a9", "@caf\u00e9"),
        ];
        space.Lab("lab-names", string.Join(' ', names.Select(name => $"unix-listener kind=stream path-hex={Convert.ToHexString([.. name.Bytes.Select(static c => (byte)c)])}")));
        space.Start("bash", "-c", "exec 3<>/dev/udp/127.0.0.1/9; exec -a $'ev\\n\\e[31m\\xff' sleep 60");
        Wait.Until("the process to have its name", () => space.Run(ExporterProcess.Binary, "netstat", "-unp").Contains("/ev", StringComparison.Ordinal));

        string[] lines = space.Run(ExporterProcess.Binary, "netstat", "-xln").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(names.Select(name => name.Shown).Order(StringComparer.Ordinal), lines.Skip(2).Select(static line => line[50..].TrimStart([.. "0123456789 "])).Order(StringComparer.Ordinal));
        Assert.Contains("/ev\\x0a\\x1b[31m\\xff", space.Run(ExporterProcess.Binary, "netstat", "-unp"), StringComparison.Ordinal);
    }

    [LiveFact("bash", "head")]
    public void A_reader_that_has_enough_ends_it_without_a_word()
    {
        using var space = new Namespace();
        space.Lab("lab-many", "established family=ipv4 port=8001 count=1000");
        Finished run = space.Finish("bash", "-c", $"'{ExporterProcess.Binary}' netstat -tanc 0.1 | head -n 1");

        Assert.Equal((0, "Active Internet connections (servers and established)\n", ""), (run.ExitCode, run.Output, run.Errors));
    }

    [LiveFact("setpriv")]
    public void Without_privileges_it_shows_what_it_can_and_says_what_it_may_not_see()
    {
        using var space = new Namespace();
        space.Lab("lab-root", "listener family=ipv4 port=8001 backlog=5");
        Finished run = space.Finish("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", space.CopyOfExporterForAll(), "netstat", "-tlnp");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("0.0.0.0:8001            0.0.0.0:*               LISTEN      -                   ", run.Output, StringComparison.Ordinal);
        Assert.Matches("^socket-exporter: may not see the open files of [0-9]+ processes, whose sockets show \"-\"; CAP_SYS_PTRACE with", run.Errors);
    }

    [LiveFact("bash")]
    public void Bash_takes_its_completions()
    {
        Finished script = Tool.Finish(Tool.Start(ExporterProcess.Binary, ["netstat", "--completion=bash"]));
        const string ask = "\nCOMP_WORDS=(socket-exporter netstat --numeric-); COMP_CWORD=2; _socket_exporter_netstat; echo \"${COMPREPLY[*]}\"\n";
        Finished read = Tool.Finish(Tool.Start("bash", ["-s"]), script.Output + ask);

        Assert.Equal((0, "--numeric-hosts --numeric-ports --numeric-users\n", ""), (read.ExitCode, read.Output, read.Errors));
    }

    /// <summary>
    /// The seconds of running timers move, and of a request net-tools shows how often its timer ran where sock_diag tells how often the SYN-ACK was sent again.
    /// </summary>
    private static string WithoutMovingTimes(string line)
        => line.Contains("SYN_RECV", StringComparison.Ordinal)
            ? RunningTimer().Replace(line, "$1 (")
            : RunningSeconds().Replace(line, "$1 (/");

    /// <summary>What the lab does not make: raw sockets, addresses that are cut.</summary>
    private static Socket[] OpenMore()
    {
        var raw = new Socket(AddressFamily.InterNetwork, SocketType.Raw, ProtocolType.Icmp);
        raw.Connect(IPAddress.Loopback, 0);
        var raw6 = new Socket(AddressFamily.InterNetworkV6, SocketType.Raw, ProtocolType.IcmpV6);
        var listener = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Parse(LongAddress), 7001));
        listener.Listen(3);
        var client = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
        client.Connect(listener.LocalEndPoint!);
        var udp = new Socket(AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp);
        udp.Connect(new IPEndPoint(IPAddress.Parse(LongAddress), 65_000));
        return [raw, raw6, listener, client, udp];
    }

    [GeneratedRegex(@"(on|keepalive|timewait|probe) \([0-9.]+/[0-9]+/[0-9]+")]
    private static partial Regex RunningTimer();

    [GeneratedRegex(@"(on|keepalive|timewait|probe) \([0-9.]+/")]
    private static partial Regex RunningSeconds();
}
