using SocketExporter.Kernel.Sockets;
using SocketExporter.Sampling.Memory;
using SocketExporter.Snapshots;

namespace SocketExporter.Tests.Sampling;

public sealed class RoundTripsTests
{
    private readonly RoundTrips _memory = new();

    [Theory]
    [InlineData(1, 0)]
    [InlineData(100, 0)]
    [InlineData(101, 1)]
    [InlineData(300, 1)]
    [InlineData(29_999, 5)]
    [InlineData(3_000_000, 9)]
    [InlineData(3_000_001, 10)]
    [InlineData(uint.MaxValue, 10)]
    public void A_bound_belongs_to_the_bucket_below_it(uint microseconds, int bucket) => Assert.Equal(bucket, RoundTripBuckets.IndexOf(microseconds));

    [Fact]
    public void Each_connection_is_observed_once_by_its_service()
    {
        Begin(true);
        Observe(80, 50);
        Observe(80, 70);
        Observe(80, 5_000);
        Observe(443, 200);
        RoundTripRow[] rows = [.. End().OrderBy(row => row.Port.Value)];

        Assert.Equal([80, 443], rows.Select(row => row.Port.Value));
        Assert.Equal([2, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0], rows[0].Counts);
        Assert.Equal([120, 0, 0, 0, 5_000, 0, 0, 0, 0, 0, 0], rows[0].Microseconds);
        Assert.Equal([0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0], rows[1].Counts);
    }

    [Fact]
    public void Every_sixth_sample_credits_what_it_has_observed_itself_and_a_walk_that_is_informed_for_another_reason_nothing()
    {
        Begin(true);
        Observe(80, 50);
        End();
        for (int sample = 1; sample < InformationTurn.EverySamples; sample++)
        {
            Begin(true);
            Observe(443, 60);
            Assert.Empty(End());
        }

        Begin(true);
        Observe(443, 60);

        RoundTripRow row = Assert.Single(End());
        Assert.Equal((443, 1UL, 60UL), (row.Port.Value, row.Counts[0], row.Microseconds[0]));
        Begin(false);
        Assert.Empty(End());
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0u)]
    public void What_was_not_measured_is_not_observed(uint? microseconds)
    {
        Begin(true);
        Observe(80, microseconds);

        Assert.Empty(End());
    }

    [Fact]
    public void A_walk_that_failed_observes_nothing()
    {
        Begin(true);
        Observe(80, 50);
        _memory.Discard();
        _memory.BeginWalk(true);
        Observe(80, 50);

        Assert.Equal(1UL, Assert.Single(End()).Counts[0]);
    }

    [Fact]
    public void Services_beyond_those_told_apart_join_in_other()
    {
        Begin(true);
        for (int port = 1; port <= RoundTrips.MaxServices + 5; port++)
        {
            Observe((ushort)port, 50);
            Observe((ushort)port, 50);
        }

        IReadOnlyList<RoundTripRow> rows = End();
        Assert.Equal(10UL, rows.Single(row => row.Port == ServicePort.Other).Counts[0]);
        Assert.Equal(2UL * (RoundTrips.MaxServices + 5), rows.Aggregate(0UL, (sum, row) => sum + row.Counts[0]));
    }

    private void Begin(bool informed)
    {
        _memory.BeginSample(default);
        _memory.BeginWalk(informed);
    }

    private void Observe(ushort port, uint? microseconds)
        => _memory.Observe(Rows.Tcp(TcpState.Established, "10.0.0.1", port, "10.0.0.2", 40000) with { RoundTripMicroseconds = microseconds }, Direction.Inbound, port);

    private IReadOnlyList<RoundTripRow> End() => _memory.EndSample(new Snapshot { TakenAt = default }, null!).RoundTrips!;
}
