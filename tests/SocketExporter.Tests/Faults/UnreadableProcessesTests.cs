using SocketExporter.Collectors;
using SocketExporter.Kernel.Netlink;
using SocketExporter.Sampling;
using SocketExporter.Snapshots;

namespace SocketExporter.Tests.Faults;

/// <summary>A /proc that can't be listed for a while, as without file descriptors (EMFILE).</summary>
[Collection(Alone.Name)]
public sealed class UnreadableProcessesTests : IDisposable
{
    private readonly string _proc = Directory.CreateTempSubdirectory("proc").FullName;
    private readonly NamedListener _old = new();
    private NamedListener? _new;

    [Fact]
    public void Owners_that_are_known_stay_new_ones_are_unknown_and_all_is_well_afterwards()
    {
        ShowOwnProcess();
        using var sampler = new Sampler(new LiveKernel(_proc), TimeProvider.System, TimeSpan.FromMinutes(2));
        string self = _old.In(sampler.Take()).Name.Process;
        Assert.NotEqual("<unknown>", self);

        Directory.Delete(_proc, recursive: true);
        Snapshot blind = sampler.Take();
        Assert.Equal(self, _old.In(blind).Name.Process);
        Assert.Contains(blind.SectionFailures, failure => failure == new SectionFailure(Sections.Processes, $"{_proc}: not there (ENOENT)"));
        Assert.Empty(blind.Processes);
        _new = new NamedListener();
        blind = sampler.Take();
        Assert.Equal(self, _old.In(blind).Name.Process);
        Assert.Equal("<unknown>", _new.In(blind).Name.Process);
        Assert.Equal(Sections.None, blind.FailedSections & (Sections.Tcp | Sections.Udp | Sections.Unix));

        ShowOwnProcess();
        Snapshot mended = sampler.Take();
        Assert.Equal(self, _old.In(mended).Name.Process);
        Assert.Equal(self, _new.In(mended).Name.Process);
        Assert.DoesNotContain(mended.SectionFailures, static failure => failure.Section == Sections.Processes);
    }

    [Fact]
    public void A_first_sample_without_processes_is_made_up_for_by_the_second()
    {
        Directory.Delete(_proc);
        using var sampler = new Sampler(new LiveKernel(_proc), TimeProvider.System, TimeSpan.FromMinutes(2));
        Assert.Equal("<unknown>", _old.In(sampler.Take()).Name.Process);
        ShowOwnProcess();
        Assert.NotEqual("<unknown>", _old.In(sampler.Take()).Name.Process);
    }

    [Fact]
    public void A_collector_that_wants_no_owners_counts_every_socket_all_the_same()
    {
        using var all = new Sampler(new LiveKernel("/proc"), TimeProvider.System, TimeSpan.FromMinutes(2));
        using var tcp = new Sampler(new LiveKernel("/proc"), TimeProvider.System, TimeSpan.FromMinutes(2), new TcpCollector().Needs);

        // Others come and go on this host: two readings with the same around one are a reading at rest.
        for (int attempt = 0; attempt < 100; attempt++)
        {
            long before = Listening(all.Take());
            long alone = Listening(tcp.Take());
            if (before == Listening(all.Take()))
            {
                Assert.Equal(before, alone);
                Assert.True(alone >= 1);
                return;
            }
        }

        Assert.Fail("this host was never at rest");
    }

    public void Dispose()
    {
        _old.Dispose();
        _new?.Dispose();
        if (Directory.Exists(_proc))
        {
            Directory.Delete(_proc, recursive: true);
        }
    }

    private static long Listening(Snapshot snapshot)
        => snapshot.Tally.Where(static row => row.Key.Protocol == TallyProtocol.Tcp && row.Key.State == (byte)Kernel.Sockets.TcpState.Listen).Sum(static row => (long)row.Cell.Sockets);

    private void ShowOwnProcess()
    {
        Directory.CreateDirectory(_proc);
        Directory.CreateSymbolicLink($"{_proc}/{Environment.ProcessId}", $"/proc/{Environment.ProcessId}");
    }
}
