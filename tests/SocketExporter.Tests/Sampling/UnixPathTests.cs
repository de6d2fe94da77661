using System.Text;
using SocketExporter.Sampling;

namespace SocketExporter.Tests.Sampling;

public sealed class UnixPathTests
{
    [Theory]
    [InlineData("/run/dbus/system_bus_socket\0", "/run/dbus/system_bus_socket")]
    [InlineData("\0abstract", "@abstract")]
    [InlineData("\0a\0b\0", "@a@b@")]
    [InlineData("/tmp/.X11-unix/X0", "/tmp/.X11-unix/X0")]
    [InlineData("/run/containerd/s/0f3a9c7e55", "/run/containerd/s/*")]
    [InlineData("/run/user/1000/bus", "/run/user/*/bus")]
    [InlineData("/run/abc", "/run/abc")]
    [InlineData("", "<none>")]
    [InlineData("<other>", "_<other>")]
    public void A_path_is_shown_as_ss_does_with_runs_of_hex_digits_joined(string name, string expected)
    {
        Assert.Equal(expected, UnixListenerTally.PathOf(Encoding.UTF8.GetBytes(name)));
    }

    [Fact]
    public void Bytes_that_are_no_utf8_become_replacement_characters()
    {
        Assert.Equal("/x\ufffd", UnixListenerTally.PathOf([(byte)'/', (byte)'x', 0xff]));
    }
}
