using System.Text;
using SocketExporter.Kernel.Io;

namespace SocketExporter.Kernel.Tests.Io;

public sealed class KernelFileTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void A_file_larger_than_the_buffer_is_read_whole_and_afresh_each_time()
    {
        string large = string.Concat(Enumerable.Range(0, 10_000).Select(i => $"{i}\n"));
        File.WriteAllText(_path, large);
        using var file = new KernelFile(_path);
        Assert.Equal(large, Encoding.ASCII.GetString(file.Read()));
        File.WriteAllText(_path, "small\n");
        Assert.Equal("small\n", Encoding.ASCII.GetString(file.Read()));
    }

    [Fact]
    public void A_file_that_is_not_there_is_no_text_and_its_error_names_it()
    {
        using var file = new KernelFile("/proc/no-such-file");
        Assert.False(file.TryReadIfPresent(out _));
        Assert.Equal(
            "/proc/no-such-file: not there (ENOENT)",
            Assert.Throws<KernelReadException>(() => file.Read().Length).Message);
    }
}
