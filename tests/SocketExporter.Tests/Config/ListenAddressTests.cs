using System.Net;
using CsCheck;
using SocketExporter.Config;

namespace SocketExporter.Tests.Config;

public sealed class ListenAddressTests
{
    [Fact]
    public void A_port_alone_means_every_address()
    {
        var address = Read(":10105");
        Assert.True(address.IsAny);
        Assert.Equal(10105, address.Port);
        Assert.Null(address.Address);
    }

    [Theory]
    [InlineData("127.0.0.1:10105", "127.0.0.1", 10105)]
    [InlineData("0.0.0.0:0", "0.0.0.0", 0)]
    [InlineData("[::1]:10105", "::1", 10105)]
    [InlineData("[::]:65535", "::", 65535)]
    [InlineData("[::ffff:192.0.2.1]:80", "::ffff:192.0.2.1", 80)]
    public void An_address_and_a_port_are_read(string text, string ip, int port)
    {
        var address = Read(text);
        Assert.Equal(IPAddress.Parse(ip), address.Address);
        Assert.Equal(port, address.Port);
        Assert.False(address.IsAny);
    }

    [Fact]
    public void Localhost_means_both_loopback_addresses()
    {
        var address = Read("localhost:10105");
        Assert.True(address.IsLocalhost);
        Assert.False(address.IsAny);
        Assert.Equal(10105, address.Port);
    }

    [Fact]
    public void A_unix_socket_is_read()
    {
        var address = Read("unix:/run/socket-exporter.sock");
        Assert.Equal("/run/socket-exporter.sock", address.UnixPath);
        Assert.False(address.IsAny);
    }

    [Theory]
    [InlineData(":10105")]
    [InlineData("127.0.0.1:10105")]
    [InlineData("[::1]:10105")]
    [InlineData("localhost:10105")]
    [InlineData("unix:/run/socket-exporter.sock")]
    public void An_address_is_written_as_it_was_read(string text)
    {
        Assert.Equal(text, Read(text).ToString());
    }

    [Theory]
    [InlineData("10105", "\"10105\" has no colon before the port; write :10105")]
    [InlineData("", "\"\" doesn't end in a port; write a colon and a number up to 65535, like :10105")]
    [InlineData("127.0.0.1", "\"127.0.0.1\" doesn't end in a port; write a colon and a number up to 65535, like :10105")]
    [InlineData(":65536", "\":65536\" doesn't end in a port; write a colon and a number up to 65535, like :10105")]
    [InlineData(":-1", "\":-1\" doesn't end in a port; write a colon and a number up to 65535, like :10105")]
    [InlineData(":http", "\":http\" doesn't end in a port; write a colon and a number up to 65535, like :10105")]
    [InlineData("http://localhost:80/", "\"http://localhost:80/\" doesn't end in a port; write a colon and a number up to 65535, like :10105")]
    [InlineData("::1:10105", "\"::1:10105\" holds an IPv6 address without brackets or none at all; write it like [::1]:10105")]
    [InlineData("[::g]:80", "\"[::g]:80\" holds an IPv6 address without brackets or none at all; write it like [::1]:80")]
    [InlineData("example.org:80", "\"example.org:80\" names a host that is no IP address; write an IP address, localhost, or only :80")]
    [InlineData("1:80", "\"1:80\" names a host that is no IP address; write an IP address, localhost, or only :80")]
    [InlineData("010.0.0.1:80", "\"010.0.0.1:80\" names a host that is no IP address; write an IP address, localhost, or only :80")]
    [InlineData("[127.0.0.1]:80", "\"[127.0.0.1]:80\" names a host that is no IP address; write an IP address, localhost, or only :80")]
    [InlineData("unix:run/x", "\"unix:run/x\" names no unix socket; write unix: and an absolute path of at most 107 bytes")]
    public void What_is_no_address_is_refused_with_the_mend(string text, string complaint)
    {
        Assert.Null(ListenAddress.Read(text, out string? said));
        Assert.Equal(complaint, said);
    }

    [Fact]
    public void A_unix_path_that_does_not_fit_into_sun_path_is_refused()
    {
        Assert.NotNull(ListenAddress.Read("unix:/" + new string('x', 106), out _));
        Assert.Null(ListenAddress.Read("unix:/" + new string('x', 107), out _));
    }

    [Fact]
    public void No_text_throws_and_every_refusal_has_a_reason()
    {
        Gen.String[Gen.Char["0123456789abf:.[]%/unixlocalhost"], 0, 20].Sample(text =>
            ListenAddress.Read(text, out string? complaint) is null == complaint is not null);
    }

    private static ListenAddress Read(string text)
    {
        var address = ListenAddress.Read(text, out string? complaint);
        Assert.Null(complaint);
        return address!;
    }
}
