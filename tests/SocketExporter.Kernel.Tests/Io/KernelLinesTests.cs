using System.Text;
using SocketExporter.Kernel.Io;

namespace SocketExporter.Kernel.Tests.Io;

public sealed class KernelLinesTests
{
    [Fact]
    public void A_table_longer_than_the_buffer_comes_line_by_line_and_nothing_is_allocated_for_a_line()
    {
        using ProcNet proc = new ProcNet().Table("t", string.Concat(Enumerable.Range(0, 20_000).Select(static i => $"line {i}\n")));
        using var lines = new KernelLines(proc.Path + "/thread-self/net/t");
        Assert.True(lines.TryOpen());
        Assert.True(lines.Next(out ReadOnlySpan<byte> line));
        Assert.Equal("line 0", Encoding.UTF8.GetString(line));

        long before = GC.GetAllocatedBytesForCurrentThread();
        int count = 1;
        while (lines.Next(out line))
        {
            count++;
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(20_000, count);
    }

    [Fact]
    public void A_line_longer_than_the_first_buffer_is_whole()
    {
        using ProcNet proc = new ProcNet().Table("t", "a\n" + new string('x', 20_000) + "\nb\n");
        using var lines = new KernelLines(proc.Path + "/thread-self/net/t");
        Assert.True(lines.TryOpen());
        Assert.True(lines.Next(out _));
        Assert.True(lines.Next(out ReadOnlySpan<byte> line));
        Assert.Equal(20_000, line.Length);
        Assert.True(lines.Next(out line));
        Assert.Equal("b", Encoding.UTF8.GetString(line));
        Assert.False(lines.Next(out _));
        Assert.False(lines.Next(out _));
    }

    [Fact]
    public void A_line_without_end_is_refused_and_not_read_for_ever()
    {
        using var lines = new KernelLines("/dev/zero");
        Assert.True(lines.TryOpen());

        Assert.Equal("/dev/zero: a line of 65536 bytes or more, expected less", Assert.Throws<KernelReadException>(() => lines.Next(out _)).Message);
    }

    [Fact]
    public void A_cut_last_line_is_refused()
    {
        using ProcNet proc = new ProcNet().Table("t", "a\nb");
        string path = proc.Path + "/thread-self/net/t";
        using var lines = new KernelLines(path);
        Assert.True(lines.TryOpen());
        Assert.True(lines.Next(out _));

        Assert.Equal($"{path}: cut line 'b', expected a newline at its end", Assert.Throws<KernelReadException>(() => lines.Next(out _)).Message);
    }

    [Fact]
    public void A_table_that_is_not_there_is_no_error_and_a_directory_is_one()
    {
        using ProcNet proc = new ProcNet().Table("t", "");
        using var missing = new KernelLines(proc.Path + "/none");
        using var directory = new KernelLines(proc.Path);

        Assert.False(missing.TryOpen());
        Assert.True(directory.TryOpen());
        Assert.Equal($"{proc.Path}: a directory, expected a file (EISDIR)", Assert.Throws<KernelReadException>(() => directory.Next(out _)).Message);
    }

    [Fact]
    public void It_can_be_opened_again_in_the_middle()
    {
        using ProcNet proc = new ProcNet().Table("t", "a\nb\n");
        using var lines = new KernelLines(proc.Path + "/thread-self/net/t");
        for (int i = 0; i < 3; i++)
        {
            Assert.True(lines.TryOpen());
            Assert.True(lines.Next(out ReadOnlySpan<byte> line));
            Assert.Equal("a", Encoding.UTF8.GetString(line));
        }
    }
}
