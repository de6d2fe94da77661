using System.Text;
using SocketExporter.Kernel.Sockets;

namespace SocketExporter.Kernel.Tests.Sockets;

public sealed class InetTableTextTests
{
    // As Linux 6.18 prints it for a raw ICMP socket bound to 127.0.0.1 with 768 bytes unread, user 1000, 3 drops.
    private const string Raw = "    1: 0100007F:0001 00000000:0000 07 00000000:00000300 00:00000000 00000000  1000        0 23101 2 00000000acf3f1a6 3      ";

    private const string Raw6 = "   58: 00000000000000000000000001000000:003A B80D0120000000000000000001000000:0000 01 00000010:00000000 00:00000000 00000000     0        0 23102 2 0000000000000000 0";

    [Fact]
    public void A_raw_socket_of_IPv4_has_its_protocol_in_the_place_of_a_port()
    {
        InetSocketRow row = Parse(Raw, IpFamily.Ipv4);

        Assert.Equal(IpFamily.Ipv4, row.Family);
        Assert.Equal("127.0.0.1", row.Local.ToString(IpFamily.Ipv4));
        Assert.Equal(1, row.LocalPort);
        Assert.Equal("0.0.0.0", row.Remote.ToString(IpFamily.Ipv4));
        Assert.Equal(0, row.RemotePort);
        Assert.Equal(TcpState.Close, row.State);
        Assert.Equal(768u, row.ReceiveQueue);
        Assert.Equal(0u, row.SendQueue);
        Assert.Equal(1000u, row.Uid);
        Assert.Equal(23101u, row.Inode);
        Assert.Equal(3u, row.Drops);
        Assert.Null(row.ReceiveBufferBytes);
        Assert.Equal(0ul, row.Cookie);
    }

    [Fact]
    public void A_raw_socket_of_IPv6_has_addresses_of_four_words()
    {
        InetSocketRow row = Parse(Raw6, IpFamily.Ipv6);

        Assert.Equal("[::1]", row.Local.ToString(IpFamily.Ipv6));
        Assert.Equal(58, row.LocalPort);
        Assert.Equal("[2001:db8::1]", row.Remote.ToString(IpFamily.Ipv6));
        Assert.Equal(TcpState.Established, row.State);
        Assert.Equal(16u, row.SendQueue);
    }

    [Fact]
    public void A_table_without_the_last_columns_says_nothing_of_drops()
    {
        InetSocketRow row = Parse("1: 0100007F:0001 00000000:0000 07 00000000:00000000 00:00000000 00000000 0 0 9", IpFamily.Ipv4);

        Assert.Equal(9u, row.Inode);
        Assert.Null(row.Drops);
    }

    [Theory]
    [InlineData("", "raw: '', expected a number and a colon first")]
    [InlineData("sl local_address", "raw: 'sl local_address', expected a number and a colon first")]
    [InlineData("1:", "raw: '1:', expected at least 10 columns")]
    [InlineData("1: 0100007F:001", "raw: '0100007F:001', expected an address of 8 hexadecimal digits and a port of 4")]
    [InlineData("1: 0100007G:0001", "raw: '0100007G', expected a hexadecimal number")]
    [InlineData("1: 0100007F:0001 00000000:0000 0D", "raw: '1: 0100007F:0001 00000000:0000 0D', expected a state of 1 to 12")]
    [InlineData("1: 0100007F:0001 00000000:0000 07 00", "raw: '', expected a hexadecimal number")]
    [InlineData("1: 0100007F:0001 00000000:0000 07 0:0 00:0 0 -1 0 9", "raw: '-1', expected a number below 2^32")]
    [InlineData("1: 0100007F:0001 00000000:0000 07 0:0 00:0 0 0 0 4294967296", "raw: '4294967296', expected a number below 2^32")]
    public void A_line_of_another_shape_is_refused_by_name(string line, string message)
    {
        Assert.Equal(message, Assert.Throws<KernelReadException>(() => Parse(line, IpFamily.Ipv4)).Message);
    }

    [Fact]
    public void Every_cut_of_a_line_parses_or_throws_the_one_exception()
    {
        for (int length = 0; length < Raw.Length; length++)
        {
            try
            {
                Parse(Raw[..length], IpFamily.Ipv4);
                Assert.True(length > 100);
            }
            catch (KernelReadException e)
            {
                Assert.StartsWith("raw: ", e.Message, StringComparison.Ordinal);
            }
        }
    }

    private static InetSocketRow Parse(string line, IpFamily family)
    {
        InetSocketRow row = default;
        InetTableText.Parse(Encoding.Latin1.GetBytes(line), family, "raw", ref row);
        return row;
    }
}
