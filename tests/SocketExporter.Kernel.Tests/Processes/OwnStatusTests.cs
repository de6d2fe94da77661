using System.Text;
using SocketExporter.Kernel.Processes;

namespace SocketExporter.Kernel.Tests.Processes;

public sealed class OwnStatusTests
{
    private const string Daemon = """
        Name:	socket-exporter
        Umask:	0022
        State:	R (running)
        Pid:	812
        Uid:	1000	65534	1000	65534
        Gid:	1000	65533	1000	65533
        Groups:
        CapInh:	0000000000080004
        CapPrm:	0000000000080004
        CapEff:	0000000000080000
        CapBnd:	000001ffffffffff

        """;

    [Fact]
    public void Effective_ids_and_capabilities_are_read()
    {
        OwnStatus status = Parse(Daemon);

        Assert.Equal(new OwnStatus(65534, 65533, new CapabilitySet(0x80000), new CapabilitySet(0x80004)), status);
    }

    [Fact]
    public void A_missing_line_is_named()
    {
        var error = Assert.Throws<KernelReadException>(() => Parse("Uid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0\n"));

        Assert.Equal("/proc/self/status: no line 'CapEff:' in 26 bytes, expected one", error.Message);
    }

    [Theory]
    [InlineData("Uid:\t0\n", "/proc/self/status: Uid: '0', expected four numbers")]
    [InlineData("Uid:\t0\tx\t0\t0\n", "/proc/self/status: Uid: '0\tx\t0\t0', expected four numbers")]
    [InlineData("Uid:\t0\t4294967296\t0\t0\n", "/proc/self/status: Uid: '0\t4294967296\t0\t0', expected four numbers")]
    [InlineData("Uid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0\nCapEff:\t80000\n", "/proc/self/status: CapEff: '80000', expected 16 hexadecimal digits")]
    [InlineData("Uid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0\nCapEff:\t00000000000800g0\n", "/proc/self/status: CapEff: '00000000000800g0', expected 16 hexadecimal digits")]
    public void What_is_not_as_it_should_be_is_said(string text, string message)
        => Assert.Equal(message, Assert.Throws<KernelReadException>(() => Parse(text)).Message);

    [Fact]
    public void Cut_anywhere_it_parses_or_throws_the_one_exception()
    {
        byte[] text = Encoding.UTF8.GetBytes(Daemon);
        for (int length = 0; length < text.Length; length++)
        {
            try
            {
                OwnStatus.Parse(text.AsSpan(0, length));
            }
            catch (KernelReadException)
            {
            }
        }
    }

    private static OwnStatus Parse(string text) => OwnStatus.Parse(Encoding.UTF8.GetBytes(text));
}
