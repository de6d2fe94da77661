using System.Net;
using System.Net.Sockets;
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
    private readonly List<TcpListener> _listeners = [];

    [Fact]
    public void Owners_that_are_known_stay_new_ones_are_unknown_and_all_is_well_afterwards()
    {
        ShowOwnProcess();
        int old = Listen(backlog: 71);
        using var sampler = new Sampler(new LiveKernel(_proc), TimeProvider.System, TimeSpan.FromMinutes(2));
        string self = OwnerOf(sampler.Take(), 71);
        Assert.NotEqual("<unknown>", self);

        Directory.Delete(_proc, recursive: true);
        Snapshot blind = sampler.Take();
        Assert.Equal(self, OwnerOf(blind, 71));
        Assert.Contains(blind.SectionFailures, failure => failure == new SectionFailure(Sections.Processes, $"{_proc}: not there (ENOENT)"));
        Assert.Null(blind.Processes);
        Listen(backlog: 73);
        blind = sampler.Take();
        Assert.Equal(self, OwnerOf(blind, 71));
        Assert.Equal("<unknown>", OwnerOf(blind, 73));
        Assert.Equal(Sections.None, blind.FailedSections & (Sections.Tcp | Sections.Udp | Sections.Unix));

        ShowOwnProcess();
        Snapshot mended = sampler.Take();
        Assert.Equal(self, OwnerOf(mended, 71));
        Assert.Equal(self, OwnerOf(mended, 73));
        Assert.DoesNotContain(mended.SectionFailures, static failure => failure.Section == Sections.Processes);
        Assert.True(old > 0);
    }

    [Fact]
    public void A_first_sample_without_processes_is_made_up_for_by_the_second()
    {
        Listen(backlog: 71);
        Directory.Delete(_proc);
        using var sampler = new Sampler(new LiveKernel(_proc), TimeProvider.System, TimeSpan.FromMinutes(2));
        Assert.Equal("<unknown>", OwnerOf(sampler.Take(), 71));
        ShowOwnProcess();
        Assert.NotEqual("<unknown>", OwnerOf(sampler.Take(), 71));
    }

    [Fact]
    public void A_collector_that_wants_no_owners_counts_every_socket_all_the_same()
    {
        Listen(backlog: 71);
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
        _listeners.ForEach(static listener => listener.Dispose());
        if (Directory.Exists(_proc))
        {
            Directory.Delete(_proc, recursive: true);
        }
    }

    private static long Listening(Snapshot snapshot)
        => snapshot.Tally.Where(static row => row.Key.Protocol == TallyProtocol.Tcp && row.Key.State == (byte)Kernel.Sockets.TcpState.Listen).Sum(static row => (long)row.Cell.Sockets);

    /// <summary>Of the listener with this backlog, which nobody else here has.</summary>
    private static string OwnerOf(Snapshot snapshot, int backlog)
        => Assert.Single(snapshot.Endpoints, group => group.Name.Protocol == EndpointProtocol.TcpListener && group.QueueLimit == backlog).Name.Process;

    private void ShowOwnProcess()
    {
        Directory.CreateDirectory(_proc);
        Directory.CreateSymbolicLink($"{_proc}/{Environment.ProcessId}", $"/proc/{Environment.ProcessId}");
    }

    private int Listen(int backlog)
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start(backlog);
        _listeners.Add(listener);
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
