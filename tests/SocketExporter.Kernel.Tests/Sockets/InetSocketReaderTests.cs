using SocketExporter.Kernel.Sockets;
using SocketExporter.Kernel.Tests.Io;
using SocketExporter.Kernel.Tests.Netlink;

namespace SocketExporter.Kernel.Tests.Sockets;

public sealed class InetSocketReaderTests
{
    private const string Titles = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops\n";
    private const string Icmp = "    1: 0100007F:0001 00000000:0000 07 00000000:00000300 00:00000000 00000000  1000        0 23101 2 00000000acf3f1a6 3\n";
    private const string Icmp6 = "   58: 00000000000000000000000001000000:003A 00000000000000000000000000000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 23102 2 0000000000000000 0\n";

    // Length 16 + 72, type SOCK_DIAG_BY_FAMILY, NLM_F_MULTI, the sequence; then a socket of IPv4, state 7, "port" 1, inode 17, user 5.
    private const string RawSocket =
        "02070000" + "00010000" + "7f000001000000000000000000000000" + "00000000000000000000000000000000" + "00000000" + "03000000" + "00000000" +
        "00000000" + "00000000" + "00000000" + "05000000" + "11000000";

    private static string Message(int sequence) => $"58000000140002000{sequence}00000000000000" + RawSocket;

    private static string Done(int sequence, string result = "00000000") => $"14000000030002000{sequence}00000000000000" + result;

    private const string NotThere = "feffffff"; // -ENOENT

    [Fact]
    public void Raw_sockets_of_both_families_are_asked_for_with_their_memory()
    {
        using ProcNet proc = new ProcNet().Table("raw", Titles + Icmp);
        ScriptedTransport transport = new ScriptedTransport().Datagram(Message(1) + Done(1)).Datagram(Done(2));
        using var reader = new InetSocketReader(transport, proc.Path, InetProtocol.Raw);
        reader.Start();

        Assert.True(reader.Next());
        Assert.Equal(1, reader.Row.LocalPort);
        Assert.Equal(17u, reader.Row.Inode);
        Assert.Equal(5u, reader.Row.Uid);
        Assert.False(reader.Next());
        Assert.Equal(SocketSource.SockDiag, reader.Source);
        Assert.False(reader.WasInterrupted);
        Assert.Equal(["02ff40", "0aff40"], transport.Sent.Select(static request => Convert.ToHexStringLower(request.AsSpan(16, 3))));
        Assert.All(transport.Sent, static request => Assert.Equal(20, request[4])); // SOCK_DIAG_BY_FAMILY
    }

    [Fact]
    public void Where_the_module_is_missing_the_tables_of_proc_are_read()
    {
        using ProcNet proc = new ProcNet().Table("raw", Titles + Icmp).Table("raw6", Titles + Icmp6);
        using var reader = new InetSocketReader(new ScriptedTransport().Datagram(Done(1, NotThere)).Datagram(Done(2, NotThere)), proc.Path, InetProtocol.Raw);
        reader.Start();

        Assert.True(reader.Next());
        Assert.Equal(23101u, reader.Row.Inode);
        Assert.Equal(IpFamily.Ipv4, reader.Row.Family);
        Assert.True(reader.Next());
        Assert.Equal(23102u, reader.Row.Inode);
        Assert.Equal(IpFamily.Ipv6, reader.Row.Family);
        Assert.Equal(58, reader.Row.LocalPort);
        Assert.False(reader.Next());
        Assert.False(reader.Next());
        Assert.Equal(SocketSource.ProcTable, reader.Source);
    }

    [Fact]
    public void A_module_known_to_be_missing_is_not_asked_for_again()
    {
        using ProcNet proc = new ProcNet().Table("udplite", Titles + Icmp);
        var transport = new ScriptedTransport();
        using var reader = new InetSocketReader(transport, proc.Path, InetProtocol.UdpLite);
        reader.Start(askDiag: false);

        Assert.True(reader.Next());
        Assert.False(reader.Next());
        Assert.Equal(SocketSource.ProcTable, reader.Source);
        Assert.Empty(transport.Sent);
    }

    [Fact]
    public void A_kernel_with_neither_module_nor_table_has_none_and_says_so()
    {
        using var proc = new ProcNet();
        using var reader = new InetSocketReader(new ScriptedTransport().Datagram(Done(1, NotThere)).Datagram(Done(2, NotThere)), proc.Path, InetProtocol.UdpLite);
        reader.Start();

        Assert.False(reader.Next());
        Assert.Equal(SocketSource.Absent, reader.Source);
    }

    [Fact]
    public void A_host_without_IPv6_has_its_IPv4_sockets_by_sock_diag()
    {
        using var proc = new ProcNet();
        using var reader = new InetSocketReader(new ScriptedTransport().Datagram(Message(1) + Done(1)).Datagram(Done(2, NotThere)), proc.Path, InetProtocol.Raw);
        reader.Start();

        Assert.True(reader.Next());
        Assert.False(reader.Next());
        Assert.Equal(SocketSource.SockDiag, reader.Source);
    }

    [Fact]
    public void An_empty_table_is_refused()
    {
        using ProcNet proc = new ProcNet().Table("raw", "");
        using var reader = new InetSocketReader(new ScriptedTransport(), proc.Path, InetProtocol.Raw);

        Assert.Equal($"{proc.Path}/thread-self/net/raw: empty, expected a line of titles", Assert.Throws<KernelReadException>(() => reader.Start(askDiag: false)).Message);
    }
}
