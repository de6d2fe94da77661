using System.Text;
using SocketExporter.Kernel.Counters;

namespace SocketExporter.Kernel.Tests.Counters;

public sealed class SocketStatisticsTextTests
{
    private const string Sockstat =
        "sockets: used 14\nTCP: inuse 1 orphan 2 tw 3 alloc 4 mem 5\nUDP: inuse 6 mem 7\nUDPLITE: inuse 8\nRAW: inuse 9\nFRAG: inuse 10 memory 11\n";

    private const string Sockstat6 = "TCP6: inuse 12\nUDP6: inuse 13\nUDPLITE6: inuse 14\nRAW6: inuse 15\nFRAG6: inuse 16 memory 17\n";

    private static SocketStatistics Parse(string sockstat, string sockstat6)
        => SocketStatisticsText.Parse(Encoding.UTF8.GetBytes(sockstat), Encoding.UTF8.GetBytes(sockstat6), 4096);

    [Fact]
    public void Every_number_is_read_and_pages_become_bytes()
        => Assert.Equal(
            new SocketStatistics
            {
                SocketsUsed = 14,
                TcpInUse = 1,
                TcpOrphans = 2,
                TcpTimeWait = 3,
                TcpAllocated = 4,
                TcpMemoryBytes = 20480,
                UdpInUse = 6,
                UdpMemoryBytes = 28672,
                UdpLiteInUse = 8,
                RawInUse = 9,
                FragmentsInUse = 10,
                FragmentsMemoryBytes = 11,
                Tcp6InUse = 12,
                Udp6InUse = 13,
                UdpLite6InUse = 14,
                Raw6InUse = 15,
                Fragments6InUse = 16,
                Fragments6MemoryBytes = 17,
            },
            Parse(Sockstat, Sockstat6));

    [Fact]
    public void What_the_kernel_does_not_say_is_null_and_not_zero()
        => Assert.Equal(new SocketStatistics { SocketsUsed = 0, UdpInUse = 6 }, Parse("sockets: used 0\nUDP: inuse 6\n", ""));

    [Fact]
    public void Unknown_titles_and_names_are_skipped()
        => Assert.Equal(
            new SocketStatistics { SocketsUsed = 3, TcpInUse = 1 },
            Parse("sockets: new 1 used 3\nSCTP: inuse 9\nTCP: fresh 2 inuse 1\n", "TCP7: inuse 1\n"));

    [Theory]
    [InlineData("", "sockstat: nothing, expected lines of a title, names and values")]
    [InlineData("sockets: used 14", "sockstat: cut line 'sockets: used 14', expected a newline at its end")]
    [InlineData("sockets: used\n", "sockstat: sockets: used without a value, expected names and values in turn")]
    [InlineData("sockets used 14\n", "sockstat: 'sockets', expected a title and a colon")]
    [InlineData("sockets: used 14\n\n", "sockstat: '', expected a title and a colon")]
    [InlineData("sockets: used 1x\n", "sockstat: '1x', expected a whole number")]
    [InlineData("sockets: used 99999999999999999999\n", "sockstat: '99999999999999999999', expected a whole number")]
    public void A_text_of_another_shape_is_refused(string text, string message)
        => Assert.Equal(message, Assert.Throws<KernelReadException>(() => Parse(text, "")).Message);

    [Fact]
    public void A_cut_sockstat6_is_refused()
        => Assert.Equal(
            "sockstat: cut line 'UDP6: in', expected a newline at its end",
            Assert.Throws<KernelReadException>(() => Parse(Sockstat, "TCP6: inuse 12\nUDP6: in")).Message);
}
