using System.Globalization;
using SocketExporter.Kernel.Netlink;
using SocketExporter.Kernel.Processes;

namespace SocketExporter.Kernel.Tests.Processes;

/// <summary>The search in a tree of directories that stands for the hierarchy: their inodes are the ids.</summary>
public sealed class ControlGroupTreeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cgroups").FullName;

    public ControlGroupTreeTests()
    {
        Mount("/");
    }

    [Fact]
    public void A_control_group_is_found_by_the_inode_of_its_directory()
    {
        ulong nginx = Make("system.slice/nginx.service");
        ulong root = Inode(Hierarchy);
        HashSet<ulong> wanted = [nginx, root, 1];
        Dictionary<ulong, string> paths = [];

        ControlGroupTree tree = Tree();
        tree.Find(wanted, paths);

        Assert.Equal([1UL], wanted);
        Assert.Equal(new Dictionary<ulong, string> { [nginx] = "/system.slice/nginx.service", [root] = "/" }, paths);
        Assert.True(tree.IsPresent);
    }

    [Fact]
    public void The_search_ends_with_what_it_is_after()
    {
        ulong first = Make("a");
        Make("a/b/c/d");

        ControlGroupTree tree = Tree();
        tree.Find([first], []);

        Assert.Equal(1, tree.Listed);
    }

    [Fact]
    public void A_search_for_nothing_lists_nothing()
    {
        Make("a/b");

        ControlGroupTree tree = Tree();
        tree.Find([], []);

        Assert.Equal((0, true), (tree.Listed, tree.IsPresent));
    }

    [Fact]
    public void Files_are_no_control_groups()
    {
        File.WriteAllText(Path.Combine(Hierarchy, "cgroup.procs"), "");
        ulong file = Inode(Path.Combine(Hierarchy, "cgroup.procs"));
        Dictionary<ulong, string> paths = [];

        Tree().Find([file], paths);

        Assert.Empty(paths);
    }

    [Fact]
    public void What_is_deeper_than_any_host_has_is_not_looked_for()
    {
        string path = string.Join('/', Enumerable.Repeat("d", ControlGroupTree.MaxDepth + 2));
        ulong deep = Make(path);
        ulong last = Inode(Path.Combine(Hierarchy, path[..^2]));
        HashSet<ulong> wanted = [deep, last];

        Tree().Find(wanted, []);

        Assert.Equal([deep], wanted);
    }

    [Fact]
    public void Where_a_part_of_the_hierarchy_is_mounted_paths_begin_with_it()
    {
        Mount("/system.slice");
        ulong nginx = Make("nginx.service");
        Dictionary<ulong, string> paths = [];

        Tree().Find([nginx, Inode(Hierarchy)], paths);

        Assert.Equal(["/system.slice", "/system.slice/nginx.service"], paths.Values.Order());
    }

    [Fact]
    public void What_is_above_the_own_cgroup_namespace_is_the_root()
    {
        Mount("/../..");
        ulong nginx = Make("system.slice/nginx.service");
        Dictionary<ulong, string> paths = [];

        Tree().Find([nginx], paths);

        Assert.Equal(["/system.slice/nginx.service"], paths.Values);
    }

    [Fact]
    public void What_lies_over_the_mount_is_not_taken_for_it()
    {
        Make("a");
        var tree = new ControlGroupTree(new LiveKernel(Proc));

        tree.Find([Make("a")], []);

        Assert.False(tree.IsPresent);
    }

    [Fact]
    public void Without_a_mount_there_is_nothing_to_find()
    {
        File.WriteAllText(MountFile, "22 1 0:21 / /proc rw - proc proc rw\n");
        ControlGroupTree tree = Tree();

        tree.Find([Make("a")], []);

        Assert.False(tree.IsPresent);
    }

    [Fact]
    public void Without_the_table_of_mounts_there_is_nothing_to_find()
    {
        File.Delete(MountFile);
        ControlGroupTree tree = Tree();

        tree.Find([1], []);

        Assert.False(tree.IsPresent);
    }

    [Fact]
    public void A_mount_that_comes_later_is_found()
    {
        File.WriteAllText(MountFile, "");
        ControlGroupTree tree = Tree();
        tree.Find([1], []);
        Mount("/");

        tree.Find([1], []);

        Assert.True(tree.IsPresent);
    }

    [Fact]
    public void All_of_it_can_be_read_for_a_recording()
    {
        Make("a/b");
        Make("c");

        Assert.Equal(["/", "/a", "/a/b", "/c"], Tree().ReadAll().Values.Order());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Hierarchy => Path.Combine(_folder, "sys");

    private string Proc => Path.Combine(_folder, "proc");

    private string MountFile => Path.Combine(Proc, "self", "mountinfo");

    private ControlGroupTree Tree() => new(new LiveKernel(Proc), fileSystem: 0);

    private void Mount(string root)
    {
        Directory.CreateDirectory(Hierarchy);
        Directory.CreateDirectory(Path.GetDirectoryName(MountFile)!);
        File.WriteAllText(MountFile, string.Create(CultureInfo.InvariantCulture, $"30 1 0:26 {root} {Hierarchy} rw shared:9 - cgroup2 cgroup2 rw\n"));
    }

    private ulong Make(string path)
    {
        string directory = Path.Combine(Hierarchy, path);
        Directory.CreateDirectory(directory);
        return Inode(directory);
    }

    private static ulong Inode(string path)
    {
        using var stat = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("stat", ["-c", "%i", path]) { RedirectStandardOutput = true })!;
        return ulong.Parse(stat.StandardOutput.ReadToEnd(), CultureInfo.InvariantCulture);
    }
}
