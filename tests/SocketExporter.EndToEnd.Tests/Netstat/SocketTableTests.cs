using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
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
    [InlineData("-xan", 26)]
    [InlineData("-xlp", 10)]
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
        space.Lab("lab-with-a-very-long-name", $"{Everything.Scenarios(space.Folder)} {OddUnixNames(space.Folder)}");
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
            ("\0x\n0000000000000000: 00000002 00000000 00010000 0001 01     0 /run/docker.sock", "@x\\x0a0000000000000000: 00000002 00000000 00010000 0001 01     0 /run/docker.sock"),
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

    [LiveFact]
    public void Names_that_are_made_to_look_like_rows_say_nothing_false_of_a_listener()
    {
        using var space = new Namespace();
        space.Lab("lab-true", "unix-listener kind=stream path=@true pending=2");
        string[] before = Rows();
        Assert.Equal(3, before.Length);
        uint inode = uint.Parse(Assert.Single(before, static row => row.Contains("LISTENING", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture);
        string[] forged =
        [
            string.Create(CultureInfo.InvariantCulture, $"0000000000000000: 00000002 00000000 00000000 0001 01 {inode} @true"),
            "0000000000000000: 00000002 00000000 00000000 0001 02     0 @true",
        ];
        space.Lab("lab-names", string.Join(' ', forged.Select(static row => $"unix-listener kind=stream path-hex={Convert.ToHexString(Encoding.ASCII.GetBytes("\0x\n" + row))}")));

        Assert.Equal(before, Rows());

        // How often the kernel refers to a socket is all that may be false.
        string[] Rows() =>
        [
            .. space.Run(ExporterProcess.Binary, "netstat", "-xan").Split('\n')
                .Where(static row => row.EndsWith(" @true", StringComparison.Ordinal) && !row.Contains("\\x0a", StringComparison.Ordinal))
                .Select(static row => row[12..])
                .Order(StringComparer.Ordinal),
        ];
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

    /// <summary>
    /// The seconds of running timers move, and of a request net-tools shows how often its timer ran where sock_diag tells how often the SYN-ACK was sent again.
    /// </summary>
    private static string WithoutMovingTimes(string line)
        => line.Contains("SYN_RECV", StringComparison.Ordinal)
            ? RunningTimer().Replace(line, "$1 (")
            : RunningSeconds().Replace(line, "$1 (/");

    /// <summary>
    /// As long as a name may be, abstract and as a path; signs that a format or a shell takes for its own; letters beyond ASCII; NUL inside. No blank and no
    /// control character: net-tools ends a name there or prints it as it is.
    /// </summary>
    private static string OddUnixNames(string folder)
    {
        string[] names =
        [
            "\0" + new string('n', 107),
            folder + "/" + new string('p', 107 - folder.Length),
            "\0100%s%n%",
            "\0it's-\"quoted\"\\$(x)",
            folder + "/Gr\u00fc\u00dfe",
            "\0\u00fcber\0sein",
        ];
        return string.Join(' ', names.Select(static name => $"unix-listener kind=stream path-hex={Convert.ToHexString(Encoding.UTF8.GetBytes(name))}"));
    }

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
