using System.Text;
using SocketExporter.Collectors;
using SocketExporter.Kernel.Recordings;
using SocketExporter.Publishing;
using SocketExporter.Sampling;
using SocketExporter.Tests.Documents;
using SocketExporter.Tests.Publishing;

namespace SocketExporter.Tests.Faults;

/// <summary>Somebody sets the clock, or NTP steps it. Nothing but the time of a sample moves.</summary>
public sealed class ClockStepTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    public static TheoryData<int> Hours => [24 * 365, -24 * 365, 1, -1];

    [Theory]
    [MemberData(nameof(Hours))]
    public async Task Waits_ages_and_staleness_are_those_of_the_monotonic_clock(int hours)
    {
        var observed = new ObservedTime();
        var time = new SteppedTime(observed);
        var holder = new PublicationHolder(time);
        var publisher = new Publisher([Samples.Collector("tcp", "socket_a")], new PrometheusExposition(), Samples.Build, new AskedPages(time), time);
        using var service = new SamplingService(
            new FakeSampleSource(_ => Samples.Good() with { TakenAt = time.GetUtcNow() }),
            publisher,
            holder,
            new SamplingSchedule(Interval, 0.05),
            time,
            new RecordingLogger<SamplingService>());
        await service.StartAsync(CancellationToken.None);
        Assert.Equal(Interval, observed.NextWait());
        DateTimeOffset first = holder.Current!.Report.Snapshot.TakenAt;

        time.Step(TimeSpan.FromHours(hours));
        Assert.Equal(TimeSpan.Zero, holder.Age);
        Assert.Equal(Interval, observed.WaitAfter(Interval));
        Assert.Equal(first + Interval + TimeSpan.FromHours(hours), holder.Current.Report.Snapshot.TakenAt);
        Assert.Equal(TimeSpan.Zero, holder.Age);
        Assert.False(holder.IsStale);
        time.Step(TimeSpan.FromHours(-2 * hours));
        Assert.False(holder.IsStale);
        Assert.Equal(Interval, observed.WaitAfter(Interval));
        Assert.Contains("socket_exporter_samples_total{result=\"success\"} 3\n", Text(holder.Current), StringComparison.Ordinal);
        await service.StopAsync(CancellationToken.None);
    }

    [Theory]
    [MemberData(nameof(Hours))]
    public void Keys_peaks_and_ports_with_an_age_are_those_of_a_clock_that_nobody_set(int hours)
    {
        string[] steady = Pages(static (_, _) => { });
        string[] stepped = Pages((time, sample) => time.Step(TimeSpan.FromHours(sample % 2 == 0 ? hours : -3 * hours)));

        Assert.Equal(steady, stepped);

        // At the last sample a socket's port has the age at which it is shown by name: the pages are not equal for want of content.
        Assert.NotEqual(steady[0], steady[^1]);
    }

    /// <summary>A recorded machine for eleven minutes, without what is of the run and not of the machine.</summary>
    private static string[] Pages(Action<SteppedTime, int> beforeSample)
    {
        var fake = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var time = new SteppedTime(fake);
        using var sampler = new Sampler(RecordedKernel.Open(Path.Combine(Repository.Root, "tests/fixtures/web-server")), time, TimeSpan.FromMinutes(2));
        var publisher = new Publisher(CollectorList.All, new PrometheusExposition(), Samples.Build, new AskedPages(time), time);
        var pages = new List<string>();
        for (int sample = 1; sample <= 12; sample++)
        {
            beforeSample(time, sample);
            Publication page = publisher.Publish(sampler.Take(), default, SamplingPace.Unstretched(Interval), null);
            pages.Add(string.Join('\n', Text(page).Split('\n').Where(static line => !line.StartsWith("socket_exporter_", StringComparison.Ordinal))));
            fake.Advance(TimeSpan.FromSeconds(60));
        }

        return [.. pages];
    }

    private static string Text(Publication publication) => Encoding.UTF8.GetString(publication.Find(PageFormat.Text)!.Body.Span);
}
