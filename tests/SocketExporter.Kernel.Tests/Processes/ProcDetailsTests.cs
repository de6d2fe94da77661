using SocketExporter.Kernel.Processes;

namespace SocketExporter.Kernel.Tests.Processes;

/// <summary>What tells processes of one name apart.</summary>
public sealed class ProcDetailsTests : IDisposable
{
    private readonly FakeProc _proc = new();
    private readonly ProcessTable _table;

    public ProcDetailsTests() => _table = new ProcessTable(_proc.Path);

    public void Dispose()
    {
        _table.Dispose();
        _proc.Dispose();
    }

    [Fact]
    public void A_process_has_arguments_a_program_and_a_control_group()
    {
        int slot = Met("java\0-jar\0/opt/shop.jar\0", "/usr/bin/java", "0::/system.slice/shop.service\n");

        Assert.Equal("java -jar /opt/shop.jar", _table.CommandLineOf(slot));
        Assert.Equal("/usr/bin/java", _table.ExecutableOf(slot));
        Assert.Equal("/system.slice/shop.service", _table.ControlGroupOf(slot));
    }

    [Fact]
    public void What_is_not_there_is_null_and_a_command_line_may_be_empty()
    {
        _proc.Start(10, 100);
        _table.BeginSample();
        int slot = Assert.Single(_table.Slots.ToArray());

        Assert.Null(_table.CommandLineOf(slot));
        Assert.Null(_table.ExecutableOf(slot));
        Assert.Null(_table.ControlGroupOf(slot));

        _proc.Describe(10, "", "/x", "");
        Assert.Equal("", _table.CommandLineOf(slot));
        Assert.Null(_table.ControlGroupOf(slot));
    }

    [Fact]
    public void A_program_that_was_replaced_has_the_path_it_was_started_from()
        => Assert.Equal("/usr/sbin/nginx", _table.ExecutableOf(Met("nginx\0", "/usr/sbin/nginx (deleted)", "")));

    [Fact]
    public void A_long_command_line_is_cut()
        => Assert.Equal(new string('a', ProcDetails.MaxCommandLineBytes), _table.CommandLineOf(Met(new string('a', 10_000), "/x", "")));

    [Theory]
    [InlineData("0::/a.service\n", "/a.service")]
    [InlineData("12:cpu:/b\n1:name=systemd:/a.service\n0::/\n", "/a.service")]
    [InlineData("12:cpu:/b\n1:name=systemd:/a.service\n0::/c.service\n", "/c.service")]
    [InlineData("4:memory:/docker/x\n", null)]
    [InlineData("0::/a:b\n", "/a:b")]
    [InlineData("0::/\n", "/")]
    [InlineData("nonsense", null)]
    public void The_second_version_goes_before_systemds_own_hierarchy(string text, string? path) => Assert.Equal(path, ProcDetails.ParseControlGroup(text));

    [Fact]
    public void A_process_has_a_new_version_at_its_second_sample_and_keeps_it()
    {
        int slot = Met("a\0", "/a", "");
        long first = _table[slot].Version;
        _table.EndSample();
        _table.BeginSample();
        long second = _table[slot].Version;
        _table.EndSample();
        _table.BeginSample();

        Assert.NotEqual(first, second);
        Assert.Equal(second, _table[slot].Version);
    }

    private int Met(string arguments, string executable, string controlGroups)
    {
        _proc.Start(10, 100);
        _proc.Describe(10, arguments, executable, controlGroups);
        _table.BeginSample();
        return Assert.Single(_table.Slots.ToArray());
    }
}
