using System.Text;
using SocketExporter.Kernel;
using SocketExporter.Kernel.Abi;
using SocketExporter.Kernel.Conntrack;
using SocketExporter.Kernel.Counters;
using SocketExporter.Kernel.Io;
using SocketExporter.Kernel.Links;
using SocketExporter.Kernel.Netlink;
using SocketExporter.Kernel.Processes;
using SocketExporter.Kernel.Recordings;
using SocketExporter.Kernel.Routes;
using SocketExporter.Kernel.Sockets;

namespace SocketExporter.Fuzz;

/// <summary>Every parser of the Kernel project. A test finds those that are missing here.</summary>
internal static class KernelTargets
{
    /// <summary>No datagram is longer: a dump has room for so much.</summary>
    private const int DatagramBytes = NetlinkDump.BufferBytes;

    /// <summary>NLMSG_DONE.</summary>
    private const int DoneBytes = 20;

    private const string Snmp = "Ip: Forwarding DefaultTTL InReceives\nIp: 2 64 5254\nIcmpMsg: InType3\nIcmpMsg: 1\nTcp: RtoAlgorithm MaxConn InSegs\nTcp: 1 -1 18446744073709551615\n";
    private const string Snmp6 = "Ip6InReceives                   \t12\nIcmp6InMsgs                     \t3\nUdp6InDatagrams                 \t4\nUdpLite6InDatagrams             \t0\n";
    private const string Netstat = "TcpExt: SyncookiesSent TW ListenOverflows\nTcpExt: 0 4 17\nIpExt: InOctets\nIpExt: 99\nMPTcpExt: MPCapableSYNRX MPCurrEstab\nMPTcpExt: 0 0";
    private const string Sctp = "SctpCurrEstab                   \t3\nSctpAborteds                    \t-1\nSctpT3RtxExpireds               \t18446744073709551615\n";
    private const string Xfrm = "XfrmInError             \t0\nXfrmInNoStates          \t12\nXfrmOutPolBlock         \t7\n";
    private const string Sockstat = "sockets: used 11\nTCP: inuse 1 orphan 0 tw 0 alloc 1 mem 240\nUDP: inuse 0 mem 0\nUDPLITE: inuse 0\nRAW: inuse 0\nFRAG: inuse 0 memory 0\n";
    private const string Protocols = "protocol  size sockets  memory press maxhdr  slab module     cl co\nTCPv6     2432      3     214   no     192   yes  kernel      y  y\nTCP       2304      1     214   no     192   yes  kernel      y  y\n";
    private const string Igmp = "Idx\tDevice    : Count Querier\tGroup    Users Timer\tReporter\n1\tlo        :     1      V3\n\t\t\t\t010000E0     1 0:00000000\t\t0\n";
    private const string Ipv6Route = "fd000000000000000000000000000000 40 00000000000000000000000000000000 00 00000000000000000000000000000000 00000100 00000001 00000000 00000001     eth0";
    private const string Softnet = "00e28a37 00000000 00000010 0 0 0 0 0 0 00000000 00000003 00000004 00000000 0 0\n012f7812 00000000 00000013 0 0 0 0 0 0 00000000 00000000 00000005 00000001 0 0\n";
    private const string ConntrackStat = "entries  clashres found new invalid ignore insert insert_failed drop icmp_error  search_restart\n00000007 00000001 0000000a 0 0000000b 0 c d e f  00000011\n";
    private const string Stat = "1234 (a) b (c)) S 1 1234 1234 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 98765 1000 200 18446744073709551615 1 1 0 0 0 0 0 0 0\n";
    private const string Status = "Name:\tcat\nUid:\t0\t1000\t0\t0\nGid:\t0\t100\t0\t0\nCapPrm:\t000001ffffffffff\nCapEff:\t0000000000000400\n";
    private const string Mounts = "22 1 0:21 / /proc rw,nosuid - proc proc rw,hidepid=invisible\n30 1 0:26 / /sys/fs/cgroup\\040x rw shared:9 - cgroup2 cgroup2 rw,nsdelegate\n";
    private const string Manifest = "socket-exporter recording\nformat: 1\nexporter: 0.1.0\nrecorded: 2026-01-31T12:00:00Z\nkernel: 6.1.0\npage-bytes: 4096\n\nfor people\n";

    public static IReadOnlyList<HostileTarget> All { get; } =
    [
        Datagrams("tcp-dump", GoodDatagrams.Tcp, ReadTcp, "NetlinkBytes.Read", "NetlinkBytes.View", "InetSocketParser.Parse", "IpAddress.FromNetworkOrder", "NetlinkAttributes..ctor"),
        Datagrams("tcp-listener-dump", GoodDatagrams.Tcp, ReadListeners),
        Datagrams("udp-dump", GoodDatagrams.Udp, ReadUdp),
        Datagrams("unix-dump", GoodDatagrams.Unix, ReadUnix, "UnixSocketParser.Parse", "UnixSocketRow..ctor"),
        Datagrams("interface-dump", GoodDatagrams.Links, ReadLinks, "LinkMessage.Parse"),
        Of("interface-statistics", GoodDatagrams.Statistics, static bytes => StatisticsMessage.Parse(bytes), "StatisticsMessage.Parse", "StatisticsMessage.ParseCounters") with { LongestBytes = DatagramBytes },
        Datagrams("rtnetlink-events", GoodDatagrams.Links, ListenTo),
        Datagrams("conntrack-dump", GoodDatagrams.Conntrack, static bytes => Walk(new ConntrackFlowReader(new OneAnswer(bytes))), "ConntrackFlowParser.Parse"),
        Datagrams("inet-answer-to-record", GoodDatagrams.Udp, bytes => Record(bytes, MessageKind.InetSocket), "MessageAnonymizer.Append", "NetlinkMessages.First", "NetlinkMessages.Padded"),
        Datagrams("unix-answer-to-record", GoodDatagrams.Unix, bytes => Record(bytes, MessageKind.UnixSocket), "NamePseudonyms.UnixName"),
        Datagrams("interface-answer-to-record", GoodDatagrams.Links, bytes => Record(bytes, MessageKind.Link), "NamePseudonyms.Interface", "NamePseudonyms.HardwareAddress"),
        Datagrams("conntrack-answer-to-record", GoodDatagrams.Conntrack, bytes => Record(bytes, MessageKind.Conntrack), "ConntrackAnonymizer.AppendTuple", "MessageAnonymizer.AppendAttribute"),
        Of("recorded-conntrack", GoodDatagrams.Conntrack, static bytes => Walk(new ConntrackFlowReader(Recorded(Nfnetlink.NETLINK_NETFILTER, bytes)))) with { TailBytes = DoneBytes },
        Of("recorded-tcp", GoodDatagrams.Tcp, bytes => Walk(new TcpSocketReader(Recorded(NetlinkConstants.NETLINK_SOCK_DIAG, bytes))), "RecordedRequest.Parse", "RecordedRequest.IsEnd", "RecordedRequest.Wants") with { TailBytes = DoneBytes },
        Of("recorded-udp", GoodDatagrams.Udp, bytes => Walk(new UdpSocketReader(Recorded(NetlinkConstants.NETLINK_SOCK_DIAG, bytes)))) with { TailBytes = DoneBytes },
        Of("recorded-unix", GoodDatagrams.Unix, bytes => Walk(new UnixSocketReader(Recorded(NetlinkConstants.NETLINK_SOCK_DIAG, bytes)))) with { TailBytes = DoneBytes },
        Of("recorded-interfaces", GoodDatagrams.Links, static bytes =>
        {
            using var reader = new LinkReader(Recorded(NetlinkConstants.NETLINK_ROUTE, bytes), static _ => null);
            reader.Read();
        }) with { TailBytes = DoneBytes },
        Datagrams("route-dump", GoodDatagrams.Routes, static bytes => Walk(new OneAnswer(bytes)), "RouteParser.Parse", "RouteParser.Address"),
        Datagrams("nexthop-dump", GoodDatagrams.NextHops, ReadNextHops, "NextHopObjects.Parse"),
        Datagrams("neighbour-dump", GoodDatagrams.Neighbours, ReadNeighbours, "NeighbourReader.Parse"),
        Datagrams("route-event", GoodDatagrams.Routes, static bytes => RouteWatch.IsDefault(bytes.AsSpan(Math.Min(16, bytes.Length)), new RouteRow()), "RouteWatch.IsDefault"),
        Datagrams("route-to-record", GoodDatagrams.Routes, bytes => Record(bytes, MessageKind.Route), "RouteAnonymizer.AppendRoute", "MessageAnonymizer.AppendAttribute"),
        Datagrams("nexthop-to-record", GoodDatagrams.NextHops, bytes => Record(bytes, MessageKind.NextHop), "RouteAnonymizer.AppendNextHop"),
        Datagrams("neighbour-to-record", GoodDatagrams.Neighbours, bytes => Record(bytes, MessageKind.Neighbour)),
        Of("recorded-routes", GoodDatagrams.Routes, static bytes => Walk(Recorded(NetlinkConstants.NETLINK_ROUTE, bytes))) with { TailBytes = DoneBytes },
        Text(
            "control-group-path",
            "/kubepods.slice/kubepods-pod0f8fad5b_d9cb_469f_a165_70867728950e.slice/crio-3c52b1a1a5b7d0a0c7a1b2c3d4e5f60718293a4b5c6d7e8f9001122334455667.scope",
            static bytes => ControlGroupOwner.Parse(Encoding.UTF8.GetString(bytes)),
            "ControlGroupOwner.Parse")
            with { Piece = static i => $"/pod{i}.service" },
        Text("control-groups", "1 /\n4711 /system.slice/xg.service\n", static bytes => RecordedKernel.ParseControlGroups(bytes, "cgroups.txt"), "RecordedKernel.ParseControlGroups")
            with { Piece = static i => $"{i} /g{i}\n" },
        Text(
            "process-control-groups",
            "12:cpu,cpuacct:/docker\n1:name=systemd:/system.slice/a.service\n0::/system.slice/b.service\n",
            static bytes => ProcDetails.ParseControlGroup(Encoding.UTF8.GetString(bytes)),
            "ProcDetails.ParseControlGroup")
            with { Piece = static i => $"{i}:name=systemd:/{i}\n" },
        Text("igmp", Igmp, static bytes => MulticastText.Parse(bytes, IpFamily.Ipv4, "igmp", []), "MulticastText.Parse")
            with { Piece = static i => $"{i + 1}\ti{i}:\n\t\t010000E0 1\n" },
        Text("igmp6", "1    lo              ff020000000000000000000000000001     1 0000000C 0\n", static bytes => MulticastText.Parse(bytes, IpFamily.Ipv6, "igmp6", [])),
        Text("ipv6-route", Ipv6Route, static bytes => Ipv6RouteText.Parse(bytes, "ipv6_route"), "Ipv6RouteText.Parse"),
        Text("table-names", "255\tlocal\n254\tmain\n0x100 vpn # x\n", static bytes => RouteTableNames.WellKnown.Parse(bytes), "RouteTableNames.Parse")
            with { Piece = static i => $"{i} t{i}\n" },
        Text("neighbour-limit", "1024\n", static bytes => NeighbourReader.ParseLimit(bytes, "gc_thresh1"), "NeighbourReader.ParseLimit"),
        Text("snmp", Snmp, static bytes => ProtocolCounterText.ParsePairs(bytes, "snmp", new CounterColumns()), "ProtocolCounterText.ParsePairs", "CounterColumns.Add", "KernelText..ctor", "KernelText.NextWord", "KernelText.ParseInteger", "KernelText.ParseNumber", "KernelText.Show")
            with { Piece = static i => $"P{i}: A B\nP{i}: 1 2\n" },
        Text("netstat", Netstat, static bytes => ProtocolCounterText.ParsePairs(bytes, "netstat", new CounterColumns())),
        Text("snmp6", Snmp6, static bytes => ProtocolCounterText.ParseSingles(bytes, "snmp6", "Snmp6"u8, new CounterColumns()), "ProtocolCounterText.ParseSingles")
            with { Piece = static i => $"Ip6N{i} 1\n" },
        Text("sctp-snmp", Sctp, static bytes => ProtocolCounterText.ParseSingles(bytes, "sctp/snmp", "Sctp"u8, new CounterColumns())),
        Text("xfrm-stat", Xfrm, static bytes => ProtocolCounterText.ParseSingles(bytes, "xfrm_stat", "Xfrm"u8, new CounterColumns())),
        Text("sockstat", Sockstat, static bytes => SocketStatisticsText.Parse(bytes, bytes, 4096), "SocketStatisticsText.Parse"),
        Text("softnet-stat", Softnet, static bytes => SoftnetText.Parse(bytes, "softnet_stat"), "SoftnetText.Parse", "KernelText.ParseHexadecimal")
            with { Piece = static i => $"1 2 3 0 0 0 0 0 0 0 0 0 {i:x}\n" },
        Text("conntrack-stat", ConntrackStat, static bytes => ConntrackStatisticsText.Parse(bytes, "nf_conntrack"), "ConntrackStatisticsText.Parse")
            with { Piece = static i => i == 0 ? "entries found\n" : "1 2\n" },
        Of("conntrack-cpu", GoodDatagrams.Hex("00000001 08000200 00000102 08000a00 00000005"), static bytes => ConntrackMessage.ParseCpu(bytes, new CpuCounterTable(9)), "ConntrackMessage.ParseCpu"),
        Of("conntrack-table", GoodDatagrams.Hex("00000000 08000100 00000003 08000200 00040000"), static bytes => ConntrackMessage.ParseTable(bytes), "ConntrackMessage.ParseTable"),
        Text("protocols", Protocols, static bytes => new ProtocolSocketsText().Parse(bytes, "protocols"), "ProtocolSocketsText.Parse")
            with { Piece = static i => i == 0 ? "protocol size sockets\n" : $"P{i} 1 1\n" },
        Text("sysctl", "191508\t255344\t383016\n", static bytes => SysctlText.Parse(bytes, "tcp_mem", stackalloc long[3]), "SysctlText.Parse", "KernelText.ParseLimit"),
        Text("local-port-range", "32768\t60999\n", static bytes => PortRangeText.Parse(bytes, "8080,9100-9200\n"u8), "PortRangeText.Parse"),
        Text("reserved-ports", "8080,9100-9200\n", static bytes => PortRangeText.Parse("32768\t60999\n"u8, bytes))
            with { Piece = static i => $"{2 * i}," },
        Text("process-stat", Stat, static bytes => ProcessName.Decode(ProcessStat.Parse(bytes).Comm), "ProcessStat.Parse", "ProcessName.Decode"),
        Text("process-stat-to-record", Stat, static bytes => ProcessRecorder.AnonymousStat(Encoding.Latin1.GetString(bytes), static (_, _) => "x", out _), "ProcessRecorder.AnonymousStat"),
        Text("process-comm", "a\nb\n", static bytes => ProcessName.Decode(ProcessName.FromCommFile(bytes)), "ProcessName.FromCommFile"),
        Text("process-command-line", "/usr/sbin/nginx\0-g\0daemon off;\0", static bytes => SocketHolders.ProgramName(bytes), "SocketHolders.ProgramName"),
        Text("process-comm-to-record", "kworker/0:1", static bytes => new NamePseudonyms().Process(bytes, isKernelThread: true), "NamePseudonyms.Process"),
        Text("cgroup-to-record", "/kubepods/burstable/pod1b2c3d4e-1b2c-1b2c-1b2c-1b2c3d4e5f60/user-1000.slice", static bytes => new NamePseudonyms().Path(Encoding.Latin1.GetString(bytes))),
        Text("process-limits", "Limit                     Soft Limit           Hard Limit           Units\nMax open files            1024                 524288               files\n", static bytes => ProcessLimits.ParseOpenFiles(bytes), "ProcessLimits.ParseOpenFiles"),
        Text("process-status", Status, static bytes => OwnStatus.Parse(bytes), "OwnStatus.Parse"),
        Text("mountinfo", Mounts, static bytes => MountTable.Parse(bytes, "/proc"), "MountTable.Parse"),
        Text("loadavg", "0.52 0.48 0.44 2/311 24159\n", static bytes => ForkWatch.ParseLastPid(bytes), "ForkWatch.ParseLastPid"),
        Text("pid", "4194304", static bytes => ProcPath.TryParsePid(bytes, out _), "ProcPath.TryParsePid"),
        Text("socket-link", "socket:[4026531840]", static bytes => SocketLink.TryParse(bytes, out _), "SocketLink.TryParse"),
        Text("recorded-descriptors", "open 12\nsocket:[4026531840]\nsocket:[5]\n", static bytes => RecordedDescriptors.Parse(bytes, "proc/1/fd"), "RecordedDescriptors.Parse")
            with { Piece = static i => i == 0 ? "open 12\n" : $"socket:[{i}]\n" },
        Text("recorded-speeds", "eth0 125000000\nwlan0 1250\n", static bytes => RecordedKernel.ParseSpeeds(bytes, "speeds.txt"), "RecordedKernel.ParseSpeeds")
            with { Piece = static i => $"eth{i} 1\n" },
        Text("manifest", Manifest, static bytes => RecordingManifest.Parse(bytes, "manifest.txt"), "RecordingManifest.Parse")
            with { Piece = static i => i == 0 ? "socket-exporter recording\n" : $"key{i}: value\n" },

        // d_ino, d_off, d_reclen 24, d_type, then a name: "." and "1234".
        Of(
            "directory-listing",
            GoodDatagrams.Hex("0100000000000000 0100000000000000 1800 04 2e00000000 0200000000000000 0200000000000000 1800 04 3132333400"),
            ReadDirectory,
            "DirectoryEntries..ctor"),
        .. SocketTableTargets.All,
    ];

    private static HostileTarget Of(string name, byte[] good, Action<byte[]> parse, params string[] covers) => new(name, good, parse, typeof(KernelReadException), covers);

    internal static HostileTarget Text(string name, string good, Action<byte[]> parse, params string[] covers) => Of(name, Encoding.Latin1.GetBytes(good), parse, covers);

    internal static HostileTarget Datagrams(string name, byte[] good, Action<byte[]> parse, params string[] covers)
        => Of(name, good, parse, covers) with { LongestBytes = DatagramBytes, TailBytes = DoneBytes };

    private static RecordedTransport Recorded(int protocol, byte[] file) => new(protocol, "recording", _ => file);

    internal static void Record(byte[] datagram, MessageKind kind)
        => new MessageAnonymizer(new AddressPseudonyms(), new NamePseudonyms()).Append(datagram, kind, []);

    private static void ReadTcp(byte[] datagram) => Walk(new TcpSocketReader(new OneAnswer(datagram)));

    private static void ReadUdp(byte[] datagram) => Walk(new UdpSocketReader(new OneAnswer(datagram, GoodDatagrams.Done(2))));

    private static void ReadUnix(byte[] datagram) => Walk(new UnixSocketReader(new OneAnswer(datagram)));

    private static void Walk(INetlinkTransport transport)
    {
        using var reader = new RouteReader(transport, new NextHopObjects(new OneAnswer(GoodDatagrams.NextHops)));
        reader.Start(IpFamily.Ipv4);
        while (reader.Next())
        {
            if (reader.Row.PrefixLength > 128)
            {
                throw new InvalidOperationException($"a prefix of {reader.Row.PrefixLength} bits");
            }
        }
    }

    private static void ReadNextHops(byte[] datagram)
    {
        using var objects = new NextHopObjects(new OneAnswer(datagram));
        var row = new RouteRow();
        RouteParser.Parse(GoodDatagrams.Hex("02100000 fe030001 00000000 08001e00 09000000"), row);
        objects.AddTo(row);
    }

    private static void ReadNeighbours(byte[] datagram)
    {
        using var reader = new NeighbourReader(new OneAnswer(datagram), "/nowhere");
        reader.Read();
    }

    private static void ReadLinks(byte[] datagram)
    {
        using var reader = new LinkReader(new OneAnswer(datagram), static _ => null);
        reader.Read();
    }

    /// <summary>Never throws: what can't be read counts as missed.</summary>
    private static void ListenTo(byte[] datagram)
    {
        using var events = new RtnetlinkEvents(new OneAnswer(datagram));
        events.Start();
        while (events.Next())
        {
            _ = events.Message.Length;
        }
    }

    private static void ReadListeners(byte[] datagram)
    {
        using var reader = new TcpListenerReader(new OneAnswer(datagram));
        reader.Start();
        while (reader.Next())
        {
            CheckState(reader.Row.State);
        }
    }

    private static void Walk(TcpSocketReader reader)
    {
        using TcpSocketReader sockets = reader;
        sockets.Start();
        while (sockets.Next())
        {
            CheckState(sockets.Row.State);
            _ = sockets.Row.Local.ToString(sockets.Row.Family);
        }
    }

    private static void Walk(UdpSocketReader reader)
    {
        using UdpSocketReader sockets = reader;
        sockets.Start();
        while (sockets.Next())
        {
            CheckState(sockets.Row.State);
        }
    }

    private static void Walk(UnixSocketReader reader)
    {
        using UnixSocketReader sockets = reader;
        sockets.Start();
        while (sockets.Next())
        {
            if (sockets.Row.Name.Length > 109)
            {
                throw new InvalidOperationException($"a name of {sockets.Row.Name.Length} bytes");
            }
        }
    }

    private static void Walk(ConntrackFlowReader reader)
    {
        using ConntrackFlowReader flows = reader;
        flows.Start();
        while (flows.Next())
        {
            _ = flows.Row.Original.Source.ToString(flows.Row.Family);
        }
    }

    private static void CheckState(TcpState state)
    {
        if (state is < TcpState.Established or > TcpState.Closing)
        {
            throw new InvalidOperationException($"state {state}");
        }
    }

    private static void ReadDirectory(byte[] answer)
    {
        var entries = new DirectoryEntries(answer);
        while (entries.MoveNext())
        {
            _ = ProcPath.TryParsePid(entries.Name, out _);
        }
    }
}
