using System.Text;
using SocketExporter.Kernel.Io;

namespace SocketExporter.Kernel.Tests.Io;

public sealed class KernelTextTests
{
    [Theory]
    [InlineData("Tcp: 1\t-1", "Tcp: 1\t-1")]
    [InlineData("\u001b]0;x\u0007", "\\x1b]0;x\\x07")]
    [InlineData("a\r\nlevel=info", "a\\x0d\\x0alevel=info")]
    [InlineData("\u00e9\u009b\u00ff\u0000", "\\xe9\\x9b\\xff\\x00")]
    [InlineData("C:\\x1b", "C:\\x1b")]
    public void What_is_shown_in_a_message_does_nothing_to_a_terminal_or_a_log(string latin1, string shown)
        => Assert.Equal(shown, KernelText.Show(Encoding.Latin1.GetBytes(latin1)));

    [Fact]
    public void At_most_forty_bytes_are_shown()
    {
        Assert.Equal(new string('x', 40), KernelText.Show(Encoding.ASCII.GetBytes(new string('x', 41))));
        Assert.Equal(160, KernelText.Show(new byte[100_000]).Length);
    }
}
