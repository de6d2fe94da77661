using SocketExporter.Cli;
using SocketExporter.Kernel;
using SocketExporter.Kernel.Recordings;

namespace SocketExporter.Tests.Cli;

public sealed class RecordCommandTests
{
    [Fact]
    public async Task A_file_in_the_place_of_the_directory_is_named_with_the_mend()
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        Assert.Equal(1, await RecordCommand.RunAsync(new Recorder("/proc", "/proc/version"), "/proc/version", output, error));
        Assert.Equal("socket-exporter: /proc/version is a file; name a new or an empty directory\n", error.ToString());
        Assert.Equal("", output.ToString());
    }

    [Fact]
    public void What_the_user_named_is_named_and_not_where_the_runtime_gave_up()
    {
        Assert.Equal(
            "/nope/x may not be written by this user; name a directory that it may write, or run as root",
            RecordCommand.Explain("/nope/x", new UnauthorizedAccessException("Access to the path '/nope' is denied.")));
        Assert.Equal("/nope/x can't be written (No space left on device); name a directory elsewhere", RecordCommand.Explain("/nope/x", new IOException("No space left on device.")));
        Assert.Equal("d: not empty, expected a new or an empty directory", RecordCommand.Explain("d", new KernelReadException("d: not empty, expected a new or an empty directory")));
    }
}
