using System.Diagnostics;
using System.Globalization;
using System.Text;
using SocketExporter.Kernel.Counters;
using SocketExporter.Kernel.Links;
using SocketExporter.Kernel.Processes;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Kernel.Tests.Links;
using SocketExporter.Kernel.Tests.Netlink;

namespace SocketExporter.Kernel.Tests.Hostile;

/// <summary>
/// Every parser on damaged input: it reads, or it throws the layer's one exception, soon and without taking memory. 12,000 damages a parser by default;
/// SOCKET_EXPORTER_MUTATIONS says how many else.
/// </summary>
public sealed class MutationTests
{
    private const string TcpMessages =
        "58000000 14000200 01000000 00000000" + // 88 bytes: one established socket
        "02010000 1f909c40 7f000001000000000000000000000000 7f000001000000000000000000000000 00000000 01000000 02000000 00000000 05000000 07000000 e8030000 92100000" +
        "60000000 14000200 01000000 00000000" + // 96 bytes: a listener with SKV6ONLY
        "0a0a0000 01bb0000 00000000000000000000000000000000 00000000000000000000000000000000 00000000 03000000 00000000 00000000 01000000 80000000 00000000 11000000" +
        "05000b00 01000000" +
        "14000000 03000200 01000000 00000000 00000000";

    private const string UdpMessages =
        "80000000 14000200 01000000 00000000" + // 128 bytes: a UDP socket with SKMEMINFO
        "02070000 00350000 00000000000000000000000000000000 00000000000000000000000000000000 00000000 01000000 02000000 00000000 00090000 00000000 e8030000 92100000" +
        "28000700 00090000 00100000 00000000 00400300 00000000 00000000 00000000 00000000 63000000" +
        "14000000 03000200 01000000 00000000 00000000";

    private const string UnixMessages =
        "44000000 14000200 01000000 00000000" + // 68 bytes: a unix listener
        "01010a00 d2040000 09000000 00000000 0f000000 2f72756e2f782e736f636b00 0c000400 04000000 03000000 08000700 21000000" +
        "14000000 03000200 01000000 00000000 00000000";

    private const string Snmp = "Ip: Forwarding DefaultTTL InReceives\nIp: 2 64 5254\nIcmpMsg: InType3\nIcmpMsg: 1\nTcp: RtoAlgorithm MaxConn InSegs\nTcp: 1 -1 18446744073709551615\n";
    private const string Snmp6 = "Ip6InReceives                   \t12\nIcmp6InMsgs                     \t3\nUdp6InDatagrams                 \t4\nUdpLite6InDatagrams             \t0\n";
    private const string Netstat = "TcpExt: SyncookiesSent TW ListenOverflows\nTcpExt: 0 4 17\nIpExt: InOctets\nIpExt: 99\nMPTcpExt: MPCapableSYNRX MPCurrEstab\nMPTcpExt: 0 0";
    private const string Sctp = "SctpCurrEstab                   \t3\nSctpAborteds                    \t-1\nSctpT3RtxExpireds               \t18446744073709551615\n";
    private const string Xfrm = "XfrmInError             \t0\nXfrmInNoStates          \t12\nXfrmOutPolBlock         \t7\n";
    private const string Sockstat = "sockets: used 11\nTCP: inuse 1 orphan 0 tw 0 alloc 1 mem 240\nUDP: inuse 0 mem 0\nUDPLITE: inuse 0\nRAW: inuse 0\nFRAG: inuse 0 memory 0\n";
    private const string Protocols = "protocol  size sockets  memory press maxhdr  slab module     cl co\nTCPv6     2432      3     214   no     192   yes  kernel      y  y\nTCP       2304      1     214   no     192   yes  kernel      y  y\n";
    private const string Stat = "1234 (a) b (c)) S 1 1234 1234 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 98765 1000 200 18446744073709551615 1 1 0 0 0 0 0 0 0\n";

    private static readonly TimeSpan LongestParse = TimeSpan.FromSeconds(2);

    public static TheoryData<string> Parsers => [.. Targets.Keys];

    private static readonly Dictionary<string, (byte[] Good, Action<byte[]> Parse)> Targets = new()
    {
        ["tcp dump"] = (Hex.Bytes(TcpMessages), ReadTcp),
        ["udp dump"] = (Hex.Bytes(UdpMessages), ReadUdp),
        ["unix dump"] = (Hex.Bytes(UnixMessages), ReadUnix),
        ["interface dump"] = (Hex.Bytes(LinkBytes.Message(7, "eth0") + LinkBytes.Done()), ReadLinks),
        ["interface message"] = (Hex.Bytes(LinkBytes.Eth0), static bytes => LinkMessage.Parse(bytes)),
        ["snmp"] = (Encoding.ASCII.GetBytes(Snmp), static bytes => ProtocolCounterText.ParsePairs(bytes, "snmp", new CounterColumns())),
        ["snmp6"] = (Encoding.ASCII.GetBytes(Snmp6), static bytes => ProtocolCounterText.ParseSingles(bytes, "snmp6", "Snmp6"u8, new CounterColumns())),
        ["netstat"] = (Encoding.ASCII.GetBytes(Netstat), static bytes => ProtocolCounterText.ParsePairs(bytes, "netstat", new CounterColumns())),
        ["sctp snmp"] = (Encoding.ASCII.GetBytes(Sctp), static bytes => ProtocolCounterText.ParseSingles(bytes, "sctp/snmp", "Sctp"u8, new CounterColumns())),
        ["xfrm_stat"] = (Encoding.ASCII.GetBytes(Xfrm), static bytes => ProtocolCounterText.ParseSingles(bytes, "xfrm_stat", "Xfrm"u8, new CounterColumns())),
        ["sockstat"] = (Encoding.ASCII.GetBytes(Sockstat), static bytes => SocketStatisticsText.Parse(bytes, bytes, 4096)),
        ["protocols"] = (Encoding.ASCII.GetBytes(Protocols), static bytes => new ProtocolSocketsText().Parse(bytes, "protocols")),
        ["local port range"] = ("32768\t60999\n"u8.ToArray(), static bytes => PortRangeText.Parse(bytes, "8080,9100-9200\n"u8)),
        ["reserved ports"] = ("8080,9100-9200\n"u8.ToArray(), static bytes => PortRangeText.Parse("32768\t60999\n"u8, bytes)),
        ["process stat"] = (Encoding.ASCII.GetBytes(Stat), static bytes => ProcessStat.Parse(bytes)),
        ["socket link"] = ("socket:[4026531840]"u8.ToArray(), static bytes => SocketLink.TryParse(bytes, out _)),
    };

    [Theory]
    [MemberData(nameof(Parsers))]
    public void Damaged_input_is_read_or_refused_with_the_one_exception(string parser)
    {
        (byte[] good, Action<byte[]> parse) = Targets[parser];
        parse(good);
        int times = int.Parse(Environment.GetEnvironmentVariable("SOCKET_EXPORTER_MUTATIONS") ?? "12000", CultureInfo.InvariantCulture);
        for (int seed = 0; seed < times; seed++)
        {
            byte[] bad = new Mutator(seed).Damage(good);
            long started = Stopwatch.GetTimestamp();
            try
            {
                parse(bad);
            }
            catch (KernelReadException)
            {
                // What it must be when it is refused.
            }
            catch (Exception e)
            {
                Assert.Fail($"{parser}, seed {seed}: {e.GetType().Name} {e.Message}\n{Convert.ToHexString(bad)}");
            }

            Assert.True(Stopwatch.GetElapsedTime(started) < LongestParse, $"{parser}, seed {seed}: took longer than {LongestParse}");
        }
    }

    private static void ReadTcp(byte[] datagram)
    {
        using var reader = new TcpSocketReader(new ScriptedTransport().Datagram(Convert.ToHexString(datagram)));
        reader.Start();
        while (reader.Next())
        {
            Assert.InRange((int)reader.Row.State, 1, 11);
        }
    }

    private static void ReadUdp(byte[] datagram)
    {
        string hex = Convert.ToHexString(datagram);
        using var reader = new UdpSocketReader(new ScriptedTransport().Datagram(hex).Datagram("14000000 03000200 02000000 00000000 00000000"));
        reader.Start();
        while (reader.Next())
        {
            Assert.InRange((int)reader.Row.State, 1, 11);
        }
    }

    private static void ReadUnix(byte[] datagram)
    {
        using var reader = new UnixSocketReader(new ScriptedTransport().Datagram(Convert.ToHexString(datagram)));
        reader.Start();
        while (reader.Next())
        {
            Assert.InRange(reader.Row.Name.Length, 0, 109);
        }
    }

    private static void ReadLinks(byte[] datagram)
    {
        using var reader = new LinkReader(new ScriptedTransport().Datagram(Convert.ToHexString(datagram)), static _ => null);
        reader.Read();
    }
}
