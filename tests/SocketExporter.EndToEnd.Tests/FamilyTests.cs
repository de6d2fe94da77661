using System.Diagnostics;
using System.Globalization;
using SocketExporter.EndToEnd.Tests.Live;
using SocketExporter.EndToEnd.Tests.Pages;

namespace SocketExporter.EndToEnd.Tests;

/// <summary>Raw, UDP-Lite, packet, netlink and MPTCP sockets, and memory of unix sockets, in a namespace: against what the kernel's own tables and ss say.</summary>
public sealed class FamilyTests
{
    // socket(2) by number: AF_INET 2, AF_INET6 10, AF_NETLINK 16, AF_PACKET 17; SOCK_RAW 3; IPPROTO_UDPLITE 136, IPPROTO_MPTCP 262.
    private const string Open = """
        use Socket; $0 = 'families'; $| = 1; my @kept;
        sub open_one { my ($family, $type, $protocol) = @_; socket(my $s, $family, $type, $protocol) or die "socket @_: $!"; push @kept, $s; return $s; }
        open_one(2, 3, 1) for 1..3; open_one(10, 3, 58) for 1..2;
        for my $port (7001, 7002) { my $s = open_one(2, 2, 136); bind($s, pack_sockaddr_in($port, INADDR_LOOPBACK)) or die $!; }
        open_one(17, 3, 0x300) for 1..2;
        for (1..4) { my $s = open_one(16, 3, 15); bind($s, pack('SSLL', 16, 0, 0, 0)) or die $!; }
        my $m = open_one(2, 1, 262); bind($m, pack_sockaddr_in(7003, INADDR_LOOPBACK)) or die $!; listen($m, 1) or die $!;
        socketpair(my $a, my $b, AF_UNIX, SOCK_STREAM, 0) or die $!; push @kept, $a, $b; syswrite($a, 'x' x 5000) == 5000 or die $!;
        print "ready\n"; <STDIN>;
        """;

    // A receive buffer of the smallest size on the group of links' events; then events nobody reads.
    private const string Overflow = """
        use Socket; $0 = 'deaf'; $| = 1; socket(my $s, 16, 3, 0) or die $!; setsockopt($s, SOL_SOCKET, SO_RCVBUF, 1) or die $!;
        bind($s, pack('SSLL', 16, 0, 0, 1)) or die $!; print "ready\n"; <STDIN>;
        """;

    [LiveFact("perl", "ss")]
    public void Every_family_is_counted_as_the_kernel_lists_it_and_has_its_process()
    {
        using var space = new Namespace();
        Process families = Start(space, Open);
        MetricsPage page = space.Once();
        Assert.Equal(Lines(space, "raw"), page.Get("socket_raw_sockets", ("family", "ipv4")));
        Assert.Equal(Lines(space, "raw6"), page.Get("socket_raw_sockets", ("family", "ipv6")));
        Assert.Equal(3, page.Get("socket_raw_sockets", ("family", "ipv4")));
        Assert.Equal(2, page.Get("socket_raw_sockets", ("family", "ipv6")));
        Assert.Equal(Ss(space, "--raw"), page.Get("socket_sockets", ("protocol", "raw")));
        Assert.Equal(Ss(space, "--packet"), page.Get("socket_sockets", ("protocol", "packet")));
        Assert.Equal(2, page.Get("socket_sockets", ("protocol", "packet")));
        Assert.Equal(2, page.Get("socket_sockets", ("protocol", "udplite")));
        Assert.Equal(Lines(space, "udplite"), page.Get("socket_sockets", ("protocol", "udplite")));
        Assert.Equal(Ss(space, "--mptcp"), page.Get("socket_sockets", ("protocol", "mptcp")));

        Assert.Equal(5, page.Get("socket_process_sockets", ("process", "families"), ("protocol", "raw"), ("state", "unconnected")));
        Assert.Equal(2, page.Get("socket_process_sockets", ("process", "families"), ("protocol", "udplite"), ("state", "unconnected")));
        Assert.Equal(5, page.Get("socket_uid_sockets", ("uid", "0"), ("protocol", "raw")));
        Assert.Equal(1, page.Get("socket_uid_info", ("uid", "0"), ("user", "root")));

        // ss prints Send-Q of both ends: what is charged to the one that has sent.
        double memory = space.Run("ss", "-Hxap").Split('\n').Where(static line => line.Contains("\"families\"", StringComparison.Ordinal))
            .Sum(static line => double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3], CultureInfo.InvariantCulture));
        Assert.True(memory >= 5000);
        Assert.Equal(memory, page.Get("socket_unix_memory_bytes", ("process", "families")));
        families.StandardInput.Close();
        families.WaitForExit();
    }

    [LiveFact("perl", "ip")]
    public void Drops_of_a_netlink_socket_that_nobody_reads_are_counted_and_stay_when_it_has_gone()
    {
        using var space = new Namespace();
        using ExporterProcess exporter = space.Serve();
        exporter.NextPage();
        Process deaf = Start(space, Overflow);
        for (int i = 0; i < 30; i++)
        {
            space.Run("ip", "link", "set", "lo", "mtu", (65000 + i).ToString(CultureInfo.InvariantCulture));
        }

        double dropped = Drops(space);
        Assert.True(dropped > 0);
        Assert.Equal(dropped, exporter.NextPage().Get("socket_netlink_drops_total", ("netlink_protocol", "route")));
        deaf.StandardInput.Close();
        deaf.WaitForExit();
        Assert.Equal(0, Drops(space));
        Assert.Equal(dropped, exporter.NextPage().Get("socket_netlink_drops_total", ("netlink_protocol", "route")));
    }

    private static Process Start(Namespace space, string script)
    {
        Process process = space.Start("perl", "-e", script);
        return process.StandardOutput.ReadLine() == "ready" ? process : throw new InvalidOperationException(process.StandardError.ReadToEnd());
    }

    private static int Lines(Namespace space, string table) => space.Run("cat", $"/proc/net/{table}").Split('\n', StringSplitOptions.RemoveEmptyEntries).Length - 1;

    private static int Ss(Namespace space, string family) => space.Run("ss", "-Ha", family).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;

    /// <summary>Of NETLINK_ROUTE, Drops being the ninth column.</summary>
    private static double Drops(Namespace space) => space.Run("cat", "/proc/net/netlink").Split('\n').Skip(1)
        .Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Where(static words => words.Length > 8 && words[1] == "0")
        .Sum(static words => double.Parse(words[8], CultureInfo.InvariantCulture));
}
