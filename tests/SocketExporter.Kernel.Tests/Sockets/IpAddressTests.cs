using SocketExporter.Kernel.Sockets;

namespace SocketExporter.Kernel.Tests.Sockets;

public sealed class IpAddressTests
{
    [Theory]
    [InlineData("0a000001000000000000000000000000", IpFamily.Ipv4, "10.0.0.1")]
    [InlineData("00000000000000000000000000000000", IpFamily.Ipv4, "0.0.0.0")]
    [InlineData("00000000000000000000000000000000", IpFamily.Ipv6, "[::]")]
    [InlineData("00000000000000000000000000000001", IpFamily.Ipv6, "[::1]")]
    [InlineData("00000000000000000000ffff0a000001", IpFamily.Ipv6, "[::ffff:10.0.0.1]")]
    [InlineData("20010db8000000000000000000000053", IpFamily.Ipv6, "[2001:db8::53]")]
    [InlineData("fe800000000000000000000000000001", IpFamily.Ipv6, "[fe80::1]")]
    [InlineData("00000000000000000000ffff00000000", IpFamily.Ipv6, "[::ffff:0.0.0.0]")]
    [InlineData("0000000000000000000000000a000001", IpFamily.Ipv6, "[::10.0.0.1]")]
    [InlineData("20010db80000000000005efe0a000001", IpFamily.Ipv6, "[2001:db8::5efe:a00:1]")]
    [InlineData("20010db8000000010000000000000001", IpFamily.Ipv6, "[2001:db8:0:1::1]")]
    [InlineData("20010db8000100020003000400050000", IpFamily.Ipv6, "[2001:db8:1:2:3:4:5:0]")]
    [InlineData("fe800000000000000000000000000000", IpFamily.Ipv6, "[fe80::]")]
    [InlineData("00010000000000000000000000000000", IpFamily.Ipv6, "[1::]")]
    [InlineData("00000001000200030004000500060007", IpFamily.Ipv6, "[0:1:2:3:4:5:6:7]")]
    public void Addresses_are_spelled_as_ss_does(string bytes, IpFamily family, string expected)
    {
        Assert.Equal(expected, IpAddress.FromNetworkOrder(Convert.FromHexString(bytes), family).ToString(family));
    }

    [Theory]
    [InlineData("ffffffff000000000000000000000000", IpFamily.Ipv4, "255.255.255.255")]
    [InlineData("0a00c801000000000000000000000000", IpFamily.Ipv4, "10.0.200.1")]
    [InlineData("00000000000000000000000000000000", IpFamily.Ipv6, "::")]
    [InlineData("00000000000000000000ffff0a000001", IpFamily.Ipv6, "::ffff:10.0.0.1")]
    [InlineData("20010db8111122223333444455556666", IpFamily.Ipv6, "2001:db8:1111:2222:3333:4444:5555:6666")]
    [InlineData("ffffffffffffffffffffffffffffffff", IpFamily.Ipv6, "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    public void Addresses_are_written_without_brackets_into_bytes_that_are_large_enough(string bytes, IpFamily family, string expected)
    {
        byte[] text = new byte[IpAddress.MaxTextBytes];
        int length = IpAddress.FromNetworkOrder(Convert.FromHexString(bytes), family).Format(family, text);
        Assert.Equal(expected, System.Text.Encoding.ASCII.GetString(text, 0, length));
    }

    [Fact]
    public void A_mapped_address_equals_its_ipv4_address()
    {
        IpAddress ipv4 = IpAddress.FromNetworkOrder(Convert.FromHexString("7f000001000000000000000000000000"), IpFamily.Ipv4);
        IpAddress mapped = IpAddress.FromNetworkOrder(Convert.FromHexString("00000000000000000000ffff7f000001"), IpFamily.Ipv6);

        Assert.Equal(ipv4, mapped);
        Assert.True(mapped.IsLoopback);
    }

    [Theory]
    [InlineData("7f000035000000000000000000000000", IpFamily.Ipv4, true)]
    [InlineData("0a000001000000000000000000000000", IpFamily.Ipv4, false)]
    [InlineData("00000000000000000000000000000001", IpFamily.Ipv6, true)]
    [InlineData("00000000000000000000000000000000", IpFamily.Ipv6, false)]
    public void Loopback_is_127_and_the_one(string bytes, IpFamily family, bool expected)
    {
        Assert.Equal(expected, IpAddress.FromNetworkOrder(Convert.FromHexString(bytes), family).IsLoopback);
    }
}
