using System.Diagnostics;
using SocketExporter.Sampling;
using SocketExporter.Snapshots;
using SocketExporter.Tests.Hosts;

namespace SocketExporter.Tests.Allocations;

/// <summary>A whole sample, from the datagrams to the snapshot: what one socket or one process more allocates when it was there in the sample before.</summary>
public sealed class SampleAllocationTests
{
    /// <summary>
    /// An object has at least 24 bytes: one for every fortieth of two thousand processes more would be more than this. Some of it is no matter of how many: tables have sizes in steps (488 bytes
    /// between 2,000 and 5,000 sockets, and no more at 100,000), and the runtime's own work falls on this thread.
    /// </summary>
    private const long Noise = 1_000;

    /// <summary>An object for every hundredth of the sockets more, of which there are ten thousands, would be more than this.</summary>
    private const double BytesASocket = 0.2;

    [Theory]
    [InlineData("tcp", 50_000)]
    [InlineData("udp", 20_000)]
    [InlineData("unix", 20_000)]
    public void Tens_of_thousands_of_known_sockets_allocate_no_more_than_a_thousand(string protocol, int many)
    {
        const int few = 1_000;
        long more = BytesOfSample(machine => With(machine, protocol, many), many) - BytesOfSample(machine => With(machine, protocol, few), few);
        Assert.InRange(more, long.MinValue, (long)(BytesASocket * (many - few)));
    }

    [Fact]
    public void Two_thousand_quiet_processes_allocate_no_more_than_a_hundred()
    {
        Assert.InRange(BytesOfSample(machine => machine.WithProcesses(2_000), 0) - BytesOfSample(machine => machine.WithProcesses(100), 0), long.MinValue, Noise);
    }

    private static MadeMachine With(MadeMachine machine, string protocol, int sockets) => protocol switch
    {
        "tcp" => machine.WithTcp(sockets),
        "udp" => machine.WithUdp(sockets),
        _ => machine.WithUnix(sockets),
    };

    private static long BytesOfSample(Action<MadeMachine> populate, int sockets)
    {
        using var machine = new MadeMachine();
        populate(machine);
        using var sampler = new Sampler(machine.Open(), TimeProvider.System, TimeSpan.FromMinutes(2));
        long least = long.MaxValue;

        // In the first samples everything is new. Later the runtime may allocate on this thread when it compiles a loop anew: the least of several is the sample's own. On a loaded machine what
        // boxes until it is compiled to the end is compiled late: not before half a second without new code.
        var clock = Stopwatch.StartNew();
        for (int sample = 0; sample < 12 || clock.Elapsed < TimeSpan.FromSeconds(3); sample++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Snapshot snapshot = sampler.Take();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            Assert.Equal(sockets, snapshot.SocketsRead);
            Assert.Empty(snapshot.SectionFailures);
            Assert.Equal(0, snapshot.TrackedSockets.Single(static tracked => tracked.Purpose == "unattributable").Count);
        }

        return least;
    }
}
