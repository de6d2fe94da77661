using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;
using SocketExporter.Sampling;
using SocketExporter.Snapshots;
using SocketExporter.Tests.Hosts;

namespace SocketExporter.Tests.Allocations;

/// <summary>A whole sample, from the datagrams to the snapshot: what one socket or one process more allocates when it was there in the sample before.</summary>
public sealed class SampleAllocationTests
{
    /// <summary>An object has at least 24 bytes: one for every fortieth of two thousand things more would be more than this. What is not compiled to the end boxes a little.</summary>
    private const long Noise = 1_000;

    /// <summary>What is done from time to time is done in the same samples, however long one takes.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    [Theory]
    [InlineData("tcp", 50_000)]
    [InlineData("udp", 20_000)]
    [InlineData("unix", 20_000)]
    public void Tens_of_thousands_of_known_sockets_allocate_no_more_than_five_thousand(string protocol, int many)
    {
        // Some of it is no matter of how many: with 2,824 TCP sockets, a tenth of the local ports, one destination more is shown.
        const int few = 5_000;
        Assert.InRange(BytesOfSample(machine => With(machine, protocol, many), many) - BytesOfSample(machine => With(machine, protocol, few), few), long.MinValue, Noise);
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
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch);
        using var sampler = new Sampler(machine.Open(), time, TimeSpan.FromMinutes(2));
        long least = long.MaxValue;

        // In the first samples everything is new. Later the runtime may allocate on this thread when it compiles a loop anew: the least of several is the sample's own. On a loaded machine what
        // boxes until it is compiled to the end is compiled late: not before half a second without new code.
        var clock = Stopwatch.StartNew();
        for (int sample = 0; sample < 12 || clock.Elapsed < TimeSpan.FromSeconds(3); sample++)
        {
            time.Advance(Interval);
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
