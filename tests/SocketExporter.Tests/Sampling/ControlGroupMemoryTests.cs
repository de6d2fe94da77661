using System.Globalization;
using SocketExporter.Kernel.Processes;
using SocketExporter.Sampling.Memory;
using SocketExporter.Snapshots;

namespace SocketExporter.Tests.Sampling;

public sealed class ControlGroupMemoryTests
{
    [Fact]
    public void A_control_group_has_the_names_that_its_path_says()
    {
        ControlGroupMemory memory = Memory("7 /system.slice/nginx.service", "8 /");

        memory.BeginSample();
        int nginx = memory.NumberOf(7);
        int root = memory.NumberOf(8);

        Assert.Equal("<unknown>", memory[nginx].Unit);
        Assert.True(memory.Resolve());
        Assert.Equal(new ControlGroupLabels("nginx.service", "<none>", "<none>"), memory[nginx]);
        Assert.Equal(new ControlGroupLabels("<none>", "<none>", "<none>"), memory[root]);
        Assert.Equal(new ControlGroupSight(IsMounted: true, IsTold: true, Named: 2, Unnamed: 0), memory.Sight);
    }

    [Fact]
    public void The_same_control_group_has_the_same_number_also_where_ids_end_alike()
    {
        ControlGroupMemory memory = Memory("7 /a.service", "263 /b.service");

        memory.BeginSample();
        (int a, int b) = (memory.NumberOf(7), memory.NumberOf(263));

        Assert.NotEqual(a, b);
        Assert.Equal((a, b, a), (memory.NumberOf(7), memory.NumberOf(263), memory.NumberOf(7)));
        memory.BeginSample();
        Assert.Equal((b, a), (memory.NumberOf(263), memory.NumberOf(7)));
    }

    [Fact]
    public void A_socket_that_the_kernel_puts_into_none_is_in_none()
    {
        ControlGroupMemory memory = Memory("7 /a.service");

        memory.BeginSample();
        memory.Resolve();

        Assert.Equal(ControlGroupMemory.None, memory.NumberOf(0));
        Assert.Same(ControlGroupLabels.None, memory[ControlGroupMemory.None]);
        Assert.Same(ControlGroupLabels.Unknown, memory[ControlGroupMemory.Unknown]);
        Assert.False(memory.Sight.IsTold);
    }

    [Fact]
    public void A_name_that_is_known_stays_when_the_control_group_is_removed()
    {
        var paths = new Dictionary<ulong, string> { [7] = "/a.service" };
        ControlGroupMemory memory = Memory(paths);
        memory.BeginSample();
        int number = memory.NumberOf(7);
        memory.Resolve();

        paths.Clear();
        paths[9] = "/c.service";
        for (int i = 0; i < 100; i++)
        {
            memory.BeginSample();
            Assert.Equal(number, memory.NumberOf(7));
            memory.Resolve();
        }

        Assert.Equal("a.service", memory[number].Unit);
    }

    [Fact]
    public void What_is_not_found_is_looked_for_again_after_1_2_4_and_up_to_64_samples()
    {
        var kernel = new ControlGroupKernel(new Dictionary<ulong, string> { [1] = "/" });
        var memory = new ControlGroupMemory(new ControlGroupTree(kernel));
        var asked = new List<int>();
        for (int sample = 1; sample <= 300; sample++)
        {
            memory.BeginSample();
            memory.NumberOf(7);
            int before = kernel.Asked;
            memory.Resolve();
            if (kernel.Asked > before)
            {
                asked.Add(sample);
            }
        }

        Assert.Equal([1, 2, 4, 8, 16, 32, 64, 128, 192, 256], asked);
        Assert.Equal(new ControlGroupSight(IsMounted: true, IsTold: true, Named: 0, Unnamed: 1), memory.Sight);
    }

    [Fact]
    public void Beyond_its_capacity_control_groups_are_other()
    {
        ControlGroupMemory memory = Memory("1 /");
        memory.BeginSample();
        for (ulong id = 1; id <= ControlGroupMemory.Capacity; id++)
        {
            memory.NumberOf(id);
        }

        Assert.Equal("<other>", memory[memory.NumberOf(1_000_000)].Unit);
        Assert.Equal(ControlGroupMemory.Capacity, memory.Count);
    }

    [Fact]
    public void Half_full_it_forgets_what_the_last_sample_has_not_shown_and_keeps_the_names_of_the_rest()
    {
        var paths = new Dictionary<ulong, string> { [5] = "/a.service" };
        ControlGroupMemory memory = Memory(paths);
        memory.BeginSample();
        for (ulong id = 1; id <= (ControlGroupMemory.Capacity / 2) + 1; id++)
        {
            memory.NumberOf(id);
        }

        memory.Resolve();
        Assert.False(memory.BeginSample());
        memory.NumberOf(5);
        Assert.False(memory.BeginSample());
        paths.Clear();
        Assert.True(memory.BeginSample());

        Assert.Equal("a.service", memory[memory.NumberOf(5)].Unit);
        Assert.Equal(4, memory.Count);
    }

    private static ControlGroupMemory Memory(params string[] lines)
        => Memory(lines.ToDictionary(static line => ulong.Parse(line.Split(' ')[0], CultureInfo.InvariantCulture), static line => line.Split(' ')[1]));

    private static ControlGroupMemory Memory(IReadOnlyDictionary<ulong, string> paths) => new(new ControlGroupTree(new ControlGroupKernel(paths)));
}
