using SocketExporter.Cli;
using SocketExporter.Config;
using SocketExporter.Tests.Config;

namespace SocketExporter.Tests.Cli;

public sealed class ProcfsComplaintTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("procfs").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void The_hosts_procfs_is_one() => Assert.Null(Of());

    [Fact]
    public void A_path_that_leads_nowhere_is_named_with_the_mend()
        => Assert.Equal("--path.procfs: \"/nonexistent\" is not there, or may not be looked into; write where the host's procfs is mounted, like /proc", Of("/nonexistent"));

    [Fact]
    public void A_directory_where_nothing_is_mounted_is_no_procfs()
        => Assert.Equal($"--path.procfs: \"{_directory}\" holds no procfs; write where the host's procfs is mounted, like /proc", Of(_directory));

    [Fact]
    public void A_file_is_no_procfs()
        => Assert.Equal("--path.procfs: \"/proc/version\" is no directory; write where the host's procfs is mounted, like /proc", Of("/proc/version"));

    [Theory]
    [InlineData("1")]
    [InlineData("sys/net")]
    public void A_part_of_procfs_is_one(string part)
    {
        Directory.CreateDirectory(Path.Combine(_directory, part));
        Assert.Null(Of(_directory));
    }

    [Fact]
    public void The_procfs_of_another_pid_namespace_is_one_though_its_link_to_the_reader_leads_nowhere()
    {
        File.CreateSymbolicLink(Path.Combine(_directory, "thread-self"), "gone");
        Assert.Null(Of(_directory));
    }

    [Fact]
    public void A_recording_needs_no_procfs()
        => Assert.Null(ProcfsComplaint.Of(TestSettings.Load([TestSettings.Flag("path.procfs", "/nonexistent"), TestSettings.Flag("replay", "r")]).Options!));

    private static string? Of(string? path = null) => ProcfsComplaint.Of(TestSettings.Load(path is null ? [] : [TestSettings.Flag("path.procfs", path)]).Options!);
}
