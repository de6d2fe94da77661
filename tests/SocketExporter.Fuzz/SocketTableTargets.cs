using SocketExporter.Kernel.Io;
using SocketExporter.Kernel.Processes;
using SocketExporter.Kernel.Recordings;
using SocketExporter.Kernel.Sockets;

namespace SocketExporter.Fuzz;

/// <summary>The parsers of socket tables: those of /proc, and the dumps that stand before them.</summary>
internal static class SocketTableTargets
{
    private const string Raw = "    1: 0100007F:0001 00000000:0000 07 00000000:00000300 00:00000000 00000000  1000        0 23101 2 00000000acf3f1a6 3\n";
    private const string Raw6 = "   58: 00000000000000000000000001000000:003A B80D0120000000000000000001000000:0000 01 00000010:00000000 00:00000000 00000000     0        0 23102 2 0000000000000000 0\n";
    private const string Netlink = "sk               Eth Pid        Groups   Rmem     Wmem     Dump  Locks    Drops    Inode\n000000009f8101cb 0   1042       00000110 0        0        0     2        7        21874\n";
    private const string Unix = "00000000885aa2d0: 00000002 00000000 00010000 0001 01 17342 /run/x.sock\n00000000885aa2d1: 00000003 00000000 00000000 0002 03 17343\n";
    private const string Endpoint = "ffff9d5e0c1a2000 ffff9d5e0c1a3000 2   10  49   5000     33 18721 0.0.0.0 0000:0000:0000:0000:0000:0000:0000:0001 \n";
    private const string Association =
        "ffff9d5e0c1a4000 ffff9d5e0c1a5000 2   1   3  0       7      120       64      33 18722 5000  40000  *127.0.0.1 10.0.0.1 <-> *127.0.0.2 \t    7500    10    10   10    0    0        0        1        0   212992   212992\n";

    public static IReadOnlyList<HostileTarget> All { get; } =
    [
        KernelTargets.Datagrams("raw-dump", GoodDatagrams.Udp, ReadRaw),
        KernelTargets.Text("raw-table", Raw, static bytes => EachLine(bytes, static line => Inet(line, IpFamily.Ipv4)), "InetTableText.Parse"),
        KernelTargets.Text("raw6-table", Raw6, static bytes => EachLine(bytes, static line => Inet(line, IpFamily.Ipv6))),
        KernelTargets.Text("unix-table", Unix, static bytes => EachLine(bytes, Take), "UnixTableText.TryParse", "UnixTableRow..ctor", "UnixTableReader.IsRow"),
        KernelTargets.Text("sctp-endpoints", Endpoint, static bytes => EachLine(bytes, static line => SctpTableText.ParseEndpoint(line, "eps")), "SctpTableText.ParseEndpoint"),
        KernelTargets.Text("sctp-associations", Association, static bytes => EachLine(bytes, static line => SctpTableText.ParseAssociation(line, "assocs")), "SctpTableText.ParseAssociation"),
        KernelTargets.Text("netlink-table", Netlink, static bytes => EachLine(bytes, static line => _ = NetlinkTableText.AreTitles(line) || NetlinkTableText.Parse(line, "netlink").Protocol < 0), "NetlinkTableText.AreTitles", "NetlinkTableText.Parse"),
        KernelTargets.Text("raw-table-to-record", "titles\n" + Raw, static bytes => new TableAnonymizer(new AddressPseudonyms()).Inet(bytes, "raw"), "TableAnonymizer.Inet"),
        KernelTargets.Text("netlink-table-to-record", Netlink, static bytes => TableAnonymizer.Netlink(bytes, "netlink"), "TableAnonymizer.Netlink"),
        KernelTargets.Text("user-names", "root:x:0:0:root:/root:/bin/sh\nwww-data:x:33:33::/:\n", static bytes => UserNamesText.Parse(bytes), "UserNamesText.Parse"),
        KernelTargets.Datagrams("vsock-dump", GoodDatagrams.Vsock, ReadVsock),
        KernelTargets.Datagrams("vsock-answer-to-record", GoodDatagrams.Vsock, static bytes => KernelTargets.Record(bytes, MessageKind.Vsock)),
    ];

    private static void EachLine(byte[] bytes, ReadOnlySpanAction read)
    {
        var lines = new KernelText(bytes, "table");
        while (lines.NextLine(out ReadOnlySpan<byte> line))
        {
            read(line);
        }
    }

    private static void Inet(ReadOnlySpan<byte> line, IpFamily family)
    {
        InetSocketRow row = default;
        InetTableText.Parse(line, family, "raw", ref row);
        if (row.State is < TcpState.Established or > TcpState.Closing)
        {
            throw new InvalidOperationException($"state {row.State}");
        }
    }

    private static void Take(ReadOnlySpan<byte> line)
    {
        bool isRow = UnixTableText.TryParse(line, out UnixTableEntry entry, out ReadOnlySpan<byte> path);
        if (UnixTableReader.IsRow(line, out uint inode) != isRow || inode != entry.Inode)
        {
            throw new InvalidOperationException($"inode {inode}, expected {entry.Inode} if it is a row: {isRow}");
        }

        if (isRow && new UnixTableRow(entry, path).Path.Length > line.Length)
        {
            throw new InvalidOperationException($"a path of {path.Length} bytes in a line of {line.Length}");
        }
    }

    private static void ReadRaw(byte[] datagram)
    {
        using var reader = new InetSocketReader(new OneAnswer(datagram, GoodDatagrams.Done(2)), "/nowhere", InetProtocol.Raw);
        reader.Start();
        while (reader.Next())
        {
            _ = reader.Row.Local.ToString(reader.Row.Family);
        }
    }

    private static void ReadVsock(byte[] datagram)
    {
        using var reader = new VsockSocketReader(new OneAnswer(datagram));
        _ = reader.Count();
    }

    private delegate void ReadOnlySpanAction(ReadOnlySpan<byte> line);
}
