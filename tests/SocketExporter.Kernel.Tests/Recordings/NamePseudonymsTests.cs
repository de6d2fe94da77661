using System.Text;
using SocketExporter.Kernel.Recordings;

namespace SocketExporter.Kernel.Tests.Recordings;

public sealed class NamePseudonymsTests
{
    private readonly NamePseudonyms _names = new();

    [Fact]
    public void Processes_are_numbered_and_an_equal_name_has_an_equal_pseudonym()
    {
        Assert.Equal("process-1", _names.Process("acme-billing"u8, isKernelThread: false));
        Assert.Equal("kthread-2", _names.Process("kworker/0:1"u8, isKernelThread: true));
        Assert.Equal("process-1", _names.Process("acme-billing"u8, isKernelThread: false));
    }

    [Theory]
    [InlineData("/run/systemd/journal/stdout\0", "/run/systemd/journal/stdout\0")]
    [InlineData("/run/dbus/system_bus_socket\0", "/run/dbus/system_bus_socket\0")]
    [InlineData("/run/user/1000/bus", "/run/user/1000/bus")]
    [InlineData("/var/run/acme/billing-1.sock\0", "/var/run/xg/xh-xi.sock\0")]
    [InlineData("/tmp/.X11-unix/X0", "/tmp/.X11-unix/X0")]
    [InlineData("/tmp/10.77.193.241", "/tmp/xg.xh.xi.xj")]
    [InlineData("\0acme", "\0xg")]
    [InlineData("\00001a", "\00001a")]
    [InlineData("/run/deadbeef01/s", "/run/0000000001/s")]
    [InlineData("", "")]
    [InlineData("/acme/acme", "/xg/xg")]
    [InlineData("caf\u00e9", "xg")]
    public void A_unix_name_keeps_its_shape_and_the_words_that_every_host_has(string name, string pseudonym)
        => Assert.Equal(pseudonym, Encoding.Latin1.GetString(_names.UnixName(Encoding.Latin1.GetBytes(name))));

    [Fact]
    public void A_unix_name_never_outgrows_what_a_kernel_has_room_for()
    {
        for (int i = 0; i < 30; i++)
        {
            string name = string.Join('/', Enumerable.Range(0, 27).Select(word => $"{(char)('a' + (i % 26))}{word:00}"));
            Assert.InRange(_names.UnixName(Encoding.Latin1.GetBytes("/" + name)).Length, 1, 108);
        }
    }

    [Theory]
    [InlineData("/kubepods/burstable/pod01234567-89ab-cdef-0123-456789abcdef", "/kubepods/burstable/pod00000000-0000-0000-0000-000000000001")]
    [InlineData("/kubepods.slice/kubepods-burstable.slice", "/kubepods.slice/kubepods-burstable.slice")]
    [InlineData("/system.slice/docker-0123456789abcdef.scope", "/system.slice/docker-0000000000000001.scope")]
    [InlineData("/system.slice/acme-billing.service", "/system.slice/xg-xh.service")]
    [InlineData("/user.slice/user-1000.slice/session-c3.scope", "/user.slice/user-1000.slice/session-c3.scope")]
    [InlineData("/", "/")]
    public void A_control_group_keeps_its_place(string path, string pseudonym) => Assert.Equal(pseudonym, _names.Path(path));

    [Theory]
    [InlineData("lo", "lo")]
    [InlineData("eth0", "eth0")]
    [InlineData("enp3s0f1", "enp3s0f1")]
    [InlineData("bond0.4000", "bond0.4000")]
    [InlineData("veth1a2b3c0", "vethg")]
    [InlineData("cali9f8e7d1", "calig")]
    [InlineData("br-acme", "br-g")]
    [InlineData("acme0", "if-g")]
    [InlineData("enx001122334455", "if-g")]
    public void An_interface_keeps_its_kind(string name, string pseudonym) => Assert.Equal(pseudonym, _names.Interface(Encoding.Latin1.GetBytes(name)));

    [Fact]
    public void A_hardware_address_is_nobodys_and_zeros_stay()
    {
        Assert.Equal([2, 0, 0, 0, 0, 1], _names.HardwareAddress([0x52, 0x54, 0, 0x12, 0x34, 0x56]));
        Assert.Equal([2, 0, 0, 0, 0, 2], _names.HardwareAddress([0x52, 0x54, 0, 0x12, 0x34, 0x57]));
        Assert.Equal([2, 0, 0, 0, 0, 1], _names.HardwareAddress([0x52, 0x54, 0, 0x12, 0x34, 0x56]));
        Assert.Equal(new byte[6], _names.HardwareAddress(new byte[6]));
    }
}
