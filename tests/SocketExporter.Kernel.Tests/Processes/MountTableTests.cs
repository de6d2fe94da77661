using System.Text;
using SocketExporter.Kernel.Processes;

namespace SocketExporter.Kernel.Tests.Processes;

public sealed class MountTableTests
{
    private const string Hybrid = """
        22 27 0:21 / /proc rw,relatime - proc proc rw
        27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
        40 31 0:37 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu
        41 31 0:38 / /sys/fs/cgroup/unified rw,relatime master:3 propagate_from:2 - cgroup2 cgroup2 rw
        50 27 0:44 / /host/proc rw,relatime - proc proc rw,gid=30,hidepid=invisible
        51 27 0:45 / /mnt/a\040b rw - cgroup2 none rw

        """;

    [Fact]
    public void The_unified_hierarchy_of_a_hybrid_host_is_found()
        => Assert.Equal(new MountTable("/sys/fs/cgroup/unified", "rw") { Cgroup2Root = "/" }, Parse(Hybrid, "/proc"));

    [Fact]
    public void Of_two_mounts_of_the_hierarchy_the_one_that_begins_further_out_is_taken()
    {
        const string own = "30 1 0:26 / /sys/fs/cgroup ro - cgroup2 cgroup2 rw\n";
        const string part = "31 1 0:26 /system.slice /part ro - cgroup2 cgroup2 rw\n";
        const string host = "32 1 0:26 /../.. /host/sys/fs/cgroup ro - cgroup2 cgroup2 rw\n";

        Assert.Equal(("/host/sys/fs/cgroup", "/../.."), MountOf(own + host + part));
        Assert.Equal(("/host/sys/fs/cgroup", "/../.."), MountOf(host + own));
        Assert.Equal(("/sys/fs/cgroup", "/"), MountOf(part + own));
    }

    [Fact]
    public void A_later_mount_on_the_same_directory_covers_an_earlier_one()
        => Assert.Equal(("/x", "/part"), MountOf("30 1 0:26 / /x ro - cgroup2 cgroup2 rw\n31 1 0:26 /part /x ro - cgroup2 cgroup2 rw\n"));

    [Fact]
    public void Procfs_is_the_one_at_the_path_asked_for()
    {
        Assert.Equal("rw,gid=30,hidepid=invisible", Parse(Hybrid, "/host/proc").ProcOptions);
        Assert.Null(Parse(Hybrid, "/elsewhere").ProcOptions);
    }

    [Fact]
    public void Spaces_in_paths_are_spelled_out() => Assert.Equal("/mnt/a b", Parse("51 27 0:45 / /mnt/a\\040b rw - cgroup2 none rw\n", "/proc").Cgroup2Path);

    [Fact]
    public void A_host_without_cgroup2_has_none() => Assert.Null(Parse("22 27 0:21 / /proc rw - proc proc rw\n", "/proc").Cgroup2Path);

    [Theory]
    [InlineData("rw", null)]
    [InlineData("rw,hidepid=off", null)]
    [InlineData("rw,hidepid=0", null)]
    [InlineData("rw,hidepid=2,gid=30", "2")]
    [InlineData("rw,hidepid=ptraceable", "ptraceable")]
    [InlineData(null, null)]
    public void Hidepid_is_what_hides_something(string? options, string? hidePid) => Assert.Equal(hidePid, new MountTable(null, options).HidePid);

    [Theory]
    [InlineData("22 27 0:21 / /proc rw", "mountinfo: cut line '22 27 0:21 / /proc rw', expected a newline at its end")]
    [InlineData("22 27 0:21 / /proc rw\n", "mountinfo: '22 27 0:21 / /proc rw', expected ten fields and a separator")]
    [InlineData("\n", "mountinfo: '', expected ten fields and a separator")]
    public void A_line_that_is_not_whole_throws(string text, string message)
        => Assert.Equal(message, Assert.Throws<KernelReadException>(() => Parse(text, "/proc")).Message);

    private static (string?, string?) MountOf(string text) => Parse(text, "/proc") is var mounts ? (mounts.Cgroup2Path, mounts.Cgroup2Root) : default;

    private static MountTable Parse(string text, string procPath) => MountTable.Parse(Encoding.UTF8.GetBytes(text), procPath);
}
