using SocketExporter.Kernel.Processes;

namespace SocketExporter.Kernel.Tests.Processes;

public sealed class SurroundingsTests
{
    [Fact]
    public void This_process_finds_itself()
    {
        Surroundings surroundings = Surroundings.Read("/proc/");

        Assert.Equal(Environment.IsPrivilegedProcess, surroundings.Status.Uid == 0);
        Assert.Equal(File.ReadAllText("/proc/sys/kernel/osrelease").Trim(), surroundings.KernelRelease);
        Assert.NotNull(surroundings.Mounts.ProcOptions);
    }

    [Fact]
    public void A_folder_that_is_no_procfs_is_named()
    {
        var error = Assert.Throws<KernelReadException>(() => Surroundings.Read("/var"));

        Assert.Equal("/var/self/status: not there (ENOENT)", error.Message);
    }
}
