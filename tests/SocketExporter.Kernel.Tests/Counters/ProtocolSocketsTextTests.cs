using System.Text;
using SocketExporter.Kernel.Counters;

namespace SocketExporter.Kernel.Tests.Counters;

public sealed class ProtocolSocketsTextTests
{
    private const string Titles = "protocol  size sockets  memory press maxhdr  slab module     cl co di ac\n";

    private const string Table = Titles +
        "AF_VSOCK  1240      1      -1   NI       0   yes  kernel      y  n  n  n\n" +
        "PACKET    1600      2      -1   NI       0   no   kernel      n  n  n  n\n" +
        "PINGv6    1344      3      -1   NI       0   yes  kernel      y  y  y  n\n" +
        "RAWv6     1344      4      -1   NI       0   yes  kernel      y  y  y  n\n" +
        "UDPLITEv6 1472      5       0   NI       0   yes  kernel      y  y  y  n\n" +
        "TCPv6     2432      6       0   no     192   yes  kernel      y  y  y  y\n" +
        "UNIX-STREAM 1152      7      -1   NI       0   yes  kernel      y  n  n  n\n" +
        "UNIX      1152      8      -1   NI       0   yes  kernel      y  n  n  n\n" +
        "UDP-Lite  1344      9       0   NI       0   yes  kernel      y  y  y  n\n" +
        "PING      1016     10      -1   NI       0   yes  kernel      y  y  y  n\n" +
        "RAW       1152     11      -1   NI       0   yes  kernel      y  y  y  n\n" +
        "TCP       2304     12       0   no     192   yes  kernel      y  y  y  y\n" +
        "NETLINK   1096     13      -1   NI       0   no   kernel      n  n  n  n\n";

    private static string[] Parse(ProtocolSocketsText parser, string text)
        => [.. parser.Parse(Encoding.UTF8.GetBytes(text), "protocols").Select(row => $"{row.Protocol} {row.InUse}")];

    [Fact]
    public void Families_of_a_protocol_are_summed_under_its_lower_cased_name()
        => Assert.Equal(
            ["vsock 1", "packet 2", "ping 13", "raw 15", "udplite 14", "tcp 18", "unix 15", "netlink 13"],
            Parse(new ProtocolSocketsText(), Table));

    [Fact]
    public void Protocols_that_a_module_brings_and_takes_are_followed()
    {
        var parser = new ProtocolSocketsText();
        Assert.Equal(["tcp 1"], Parse(parser, Titles + "TCP 2304 1 0\n"));
        Assert.Equal(["sctp 5", "tcp 2"], Parse(parser, Titles + "SCTPv6 1 3 0\nSCTP 1 2 0\nTCP 2304 2 0\n"));
        Assert.Equal(["tcp 3"], Parse(parser, Titles + "TCP 2304 3 0\n"));
    }

    [Theory]
    [InlineData("MPTCPv6", "mptcp")]
    [InlineData("SMC6", "smc")]
    [InlineData("XDP", "xdp")]
    [InlineData("L2TP/IPv6", "l2tp/ip")]
    [InlineData("v6", "v6")]
    public void A_kernel_name_gives_the_protocol(string kernelName, string protocol)
        => Assert.Equal(protocol, ProtocolSocketsText.Protocol(kernelName));

    [Fact]
    public void A_table_of_known_protocols_allocates_its_rows_only()
    {
        var parser = new ProtocolSocketsText();
        byte[] text = Encoding.UTF8.GetBytes(Table);
        parser.Parse(text, "protocols");
        long before = GC.GetAllocatedBytesForCurrentThread();
        parser.Parse(text, "protocols");
        Assert.Equal(24 + (8 * 24), GC.GetAllocatedBytesForCurrentThread() - before); // an array's header, eight rows
    }

    [Fact]
    public void A_zero_of_vsock_is_no_count()
        => Assert.Equal(["vsock ", "packet 0"], Parse(new ProtocolSocketsText(), Titles + "AF_VSOCK 1240 0 -1\nPACKET 1600 0 -1\n"));

    [Fact]
    public void Titles_without_protocols_give_none() => Assert.Empty(Parse(new ProtocolSocketsText(), Titles));

    [Theory]
    [InlineData("", "protocols: '', expected the titles 'protocol size sockets'")]
    [InlineData("protocol size\n", "protocols: 'protocol size\\x0a', expected the titles 'protocol size sockets'")]
    [InlineData("protocol size memory\n", "protocols: 'protocol size memory\\x0a', expected the titles 'protocol size sockets'")]
    [InlineData(Titles + "TCP 2304", "protocols: cut line 'TCP 2304', expected a newline at its end")]
    [InlineData(Titles + "TCP 2304\n", "protocols: line of 'TCP', expected name, size and sockets")]
    [InlineData(Titles + "TCP 2304 some\n", "protocols: 'some', expected a whole number")]
    [InlineData(Titles + "\n", "protocols: line of '', expected name, size and sockets")]
    public void A_text_of_another_shape_is_refused(string text, string message)
        => Assert.Equal(message, Assert.Throws<KernelReadException>(() => Parse(new ProtocolSocketsText(), text)).Message);
}
