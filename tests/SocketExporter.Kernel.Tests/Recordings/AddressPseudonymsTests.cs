using System.Net;
using SocketExporter.Kernel.Recordings;

namespace SocketExporter.Kernel.Tests.Recordings;

public sealed class AddressPseudonymsTests
{
    private readonly AddressPseudonyms _pseudonyms = new();

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.53")]
    [InlineData("255.255.255.255")]
    [InlineData("224.0.0.251")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("ff02::fb")]
    public void What_every_host_has_stays(string address) => Assert.Equal(address, Of(address));

    [Theory]
    [InlineData("10.77.193.241", "10.0.0.1")]
    [InlineData("172.31.5.6", "10.0.0.1")]
    [InlineData("192.168.7.8", "10.0.0.1")]
    [InlineData("100.64.9.9", "10.0.0.1")]
    [InlineData("172.32.5.6", "198.18.0.1")]
    [InlineData("169.254.169.254", "169.254.0.1")]
    [InlineData("239.255.255.250", "239.0.0.1")]
    [InlineData("93.184.215.14", "198.18.0.1")]
    [InlineData("::ffff:93.184.215.14", "::ffff:198.18.0.1")]
    [InlineData("64:ff9b::93.184.215.14", "64:ff9b::c612:1")]
    [InlineData("2a00:1450:4001:82b::200e", "2001:db8::1")]
    [InlineData("fe80::dead:beef", "fe80::1")]
    [InlineData("fd12:3456:789a::1", "fd00::1")]
    [InlineData("ff02::1:ff12:3456", "ff05::1:1")]
    public void An_address_stays_of_its_family_and_range(string address, string pseudonym) => Assert.Equal(pseudonym, Of(address));

    [Fact]
    public void Equal_stays_equal_whatever_the_family_of_the_socket_and_different_stays_different()
    {
        Assert.Equal("198.18.0.1", Of("1.2.3.4"));
        Assert.Equal("198.18.0.2", Of("1.2.3.5"));
        Assert.Equal("::ffff:198.18.0.1", Of("::ffff:1.2.3.4"));
        Assert.Equal("10.0.0.1", Of("10.0.0.2"));
        Assert.Equal("10.0.0.2", Of("10.0.0.1"));
        Assert.Equal("198.18.0.2", Of("1.2.3.5"));
    }

    [Fact]
    public void More_public_addresses_than_the_range_has_room_for_stay_different()
    {
        var seen = new HashSet<string>();
        for (int i = 0; i < 140_000; i++)
        {
            byte[] address = [8, (byte)(i >> 16), (byte)(i >> 8), (byte)i];
            _pseudonyms.Replace(address);
            Assert.True(seen.Add(Convert.ToHexString(address)));
        }
    }

    private string Of(string address)
    {
        byte[] bytes = IPAddress.Parse(address).GetAddressBytes();
        _pseudonyms.Replace(bytes);
        return new IPAddress(bytes).ToString();
    }
}
