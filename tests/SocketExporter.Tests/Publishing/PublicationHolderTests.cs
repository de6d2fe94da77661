using Microsoft.Extensions.Time.Testing;
using SocketExporter.Publishing;

namespace SocketExporter.Tests.Publishing;

public sealed class PublicationHolderTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly PublicationHolder _holder;

    public PublicationHolderTests()
    {
        _holder = new PublicationHolder(_time);
    }

    [Theory]
    [InlineData(5, 60)]
    [InlineData(20, 60)]
    [InlineData(21, 63)]
    [InlineData(3600, 10800)]
    public void A_sample_is_stale_after_a_minute_or_three_waits_if_those_are_longer(int waitSeconds, int staleAfterSeconds)
    {
        _holder.Wait = TimeSpan.FromSeconds(waitSeconds);
        _holder.Current = Publish();

        _time.Advance(TimeSpan.FromSeconds(staleAfterSeconds));
        Assert.False(_holder.IsStale);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(_holder.IsStale);
        _holder.Current = Publish();
        Assert.False(_holder.IsStale);
    }

    [Fact]
    public void Without_any_sample_the_age_counts_from_the_start()
    {
        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.False(_holder.IsStale);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(_holder.IsStale);
    }

    [Fact]
    public void A_page_published_again_after_a_failure_is_as_old_as_its_sample()
    {
        var publisher = new Publisher([], new PrometheusExposition(), Samples.Build, new AskedPages(_time), _time);
        _holder.Current = publisher.Publish(Samples.Good(), default, default, null);
        _time.Advance(TimeSpan.FromSeconds(40));
        _holder.Current = publisher.PublishAgain(_holder.Current, default, default, null);
        _time.Advance(TimeSpan.FromSeconds(21));

        Assert.True(_holder.IsStale);
    }

    [Fact]
    public void A_clock_that_is_set_makes_nothing_older()
    {
        var set = new SteppedClock(_time);
        var holder = new PublicationHolder(set)
        {
            Current = new Publisher([], new PrometheusExposition(), Samples.Build, new AskedPages(set), set).Publish(Samples.Good(), default, default, null),
        };

        set.Step = TimeSpan.FromDays(3650);
        Assert.False(holder.IsStale);
        set.Step = TimeSpan.FromDays(-3650);
        _time.Advance(TimeSpan.FromSeconds(61));
        Assert.True(holder.IsStale);
    }

    private Publication Publish()
        => new Publisher([], new PrometheusExposition(), Samples.Build, new AskedPages(_time), _time).Publish(Samples.Good(), default, default, null);

    private sealed class SteppedClock(TimeProvider monotonic) : TimeProvider
    {
        public TimeSpan Step { get; set; }

        public override long TimestampFrequency => monotonic.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => monotonic.GetUtcNow() + Step;

        public override long GetTimestamp() => monotonic.GetTimestamp();
    }
}
