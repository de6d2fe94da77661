using SocketExporter.Config;
using SocketExporter.Kernel.Processes;
using SocketExporter.Kernel.Tests.Processes;
using SocketExporter.Sampling.Memory;

namespace SocketExporter.Tests.Sampling;

/// <summary>Names by rules, on a made /proc.</summary>
public sealed class ProcessNamesTests : IDisposable
{
    private const string Container = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private readonly FakeProc _proc = new();
    private readonly ProcessTable _table;

    public ProcessNamesTests() => _table = new ProcessTable(_proc.Path);

    public void Dispose()
    {
        _table.Dispose();
        _proc.Dispose();
    }

    [Fact]
    public void The_first_rule_that_fits_names_a_process_and_comm_one_that_none_fits()
    {
        Start(10, "java", "java\0-jar\0/opt/shop.jar\0");
        Start(11, "java", "java\0-version\0");
        Start(12, "nginx", "nginx: worker\0");

        Assert.Equal(
            ["java-shop", "any-java", "nginx"],
            Names(@"java-{jar} comm=java cmdline=.*/(?<jar>\w+)[.]jar", "any-{comm} comm=java", "never comm=java"));
    }

    [Fact]
    public void The_examples_of_the_documents_name_what_they_say()
    {
        Start(10, "java", "/usr/bin/java\0-Xmx1g\0-jar\0/opt/app/shop-1.2.jar\0--port\0" + "80\0");
        Start(11, "php-fpm8.2", "php-fpm: pool www\0");
        Start(12, "sshd", "sshd\0", "0::/system.slice/ssh.service\n");

        Assert.Equal(
            ["java-shop", "php-fpm-www", "ssh.service"],
            Names(@"java-{jar} comm=java cmdline=.*/(?<jar>[a-z]+)[^/\x20]*\.jar(\x20.*)?", @"php-fpm-{pool} cmdline=php-fpm:\x20pool\x20(?<pool>\w+).*", "{unit}"));
    }

    [Fact]
    public void A_rule_whose_gap_has_nothing_to_be_filled_with_does_not_fit()
    {
        Start(10, "a", "a\0", "0::/system.slice/web.service\n");
        Start(11, "b", "b\0", "0::/user.slice\n");
        Start(12, "c", "c\0", $"0::/docker/{Container}\n");

        Assert.Equal(["web.service", "b", "box-" + Container], Names("{unit}", "box-{container}"));
    }

    [Fact]
    public void A_part_that_is_not_in_the_text_fills_no_gap()
    {
        Start(10, "a", "a\0");

        Assert.Equal(["a"], Names("x-{word} comm=a(?<word>b)?"));
    }

    [Fact]
    public void The_program_is_named_by_the_last_part_of_its_path()
    {
        Start(10, "python3", "python3\0app.py\0");

        Assert.Equal(["python3.11"], Names("{exe} exe=/usr/bin/.*"));
    }

    [Fact]
    public void A_name_that_equals_a_reserved_one_gets_an_underscore_and_one_of_hostile_bytes_is_cleaned()
    {
        Start(10, "a", "x\0<other>\0");
        Start(11, "b", "");
        File.WriteAllBytes($"{_proc.Path}/11/cmdline", [(byte)'x', 0, 0xff, (byte)'y', 0]);

        Assert.Equal(["_<other>", "\ufffdy"], Names("{word} cmdline=x.(?<word>.*)"));
    }

    [Fact]
    public void A_process_is_read_when_it_is_met_at_the_next_sample_and_when_comm_changes()
    {
        var names = new ProcessNames([ProcessNameRule.Read("{word} cmdline=(?<word>.*)", out _)!]);
        Start(10, "sh", "before-exec\0");
        Assert.Equal("before-exec", Sampled(names));
        Start(10, "sh", "after-exec\0");
        Assert.Equal("after-exec", Sampled(names));
        Start(10, "sh", "written-over\0");
        Assert.Equal("after-exec", Sampled(names));
        _proc.Rename(10, "other");
        _proc.Open(10, 5, "/dev/null");
        Assert.Equal("written-over", Sampled(names));
    }

    [Fact]
    public void A_known_name_allocates_nothing()
    {
        var names = new ProcessNames([ProcessNameRule.Read("{word} cmdline=(?<word>.*)", out _)!]);
        Start(10, "sh", "x\0");
        _table.BeginSample();
        string name = names.Of(_table, 0);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            Assert.Same(name, names.Of(_table, 0));
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private string Sampled(ProcessNames names)
    {
        Assert.True(names.BeginSample());
        _table.BeginSample();
        string name = names.Of(_table, Assert.Single(_table.Slots.ToArray()));
        _table.EndSample();
        return name;
    }

    private string[] Names(params string[] rules)
    {
        var names = new ProcessNames([.. rules.Select(static rule => ProcessNameRule.Read(rule, out _)!)]);
        _table.BeginSample();
        return [.. _table.Slots.ToArray().Select(slot => names.Of(_table, slot))];
    }

    private void Start(int pid, string name, string arguments, string controlGroups = "")
    {
        if (!Directory.Exists($"{_proc.Path}/{pid}"))
        {
            _proc.Start(pid, 100, name);
        }

        _proc.Describe(pid, arguments, "/usr/bin/python3.11", controlGroups);
    }
}
