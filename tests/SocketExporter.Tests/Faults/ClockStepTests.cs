using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using SocketExporter.Kernel.Netlink;
using SocketExporter.Publishing;
using SocketExporter.Sampling;
using SocketExporter.Snapshots;
using SocketExporter.Tests.Publishing;

namespace SocketExporter.Tests.Faults;

/// <summary>Somebody sets the clock, or NTP steps it. Nothing but the time of a sample moves.</summary>
public sealed class ClockStepTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    public static TheoryData<int> Hours => [24 * 30, -24 * 30, 1, -1];

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
    public void A_port_is_named_after_ten_minutes_and_a_peak_shown_for_two_by_a_clock_that_nobody_set(int hours)
    {
        var fake = new FakeTimeProvider();
        var time = new SteppedTime(fake);
        using var sampler = new Sampler(new LiveKernel("/proc"), time, TimeSpan.FromMinutes(2), Sections.Tcp);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int step = hours;
        for (int minute = 0; minute < 10; minute++)
        {
            Assert.Null(Shown(Sample(afterSeconds: minute == 0 ? 0 : 60)));
        }

        Assert.Equal(0, Shown(Sample(afterSeconds: 60))!.PeakQueue);
        using (var client = new TcpClient())
        {
            client.Connect((IPEndPoint)listener.LocalEndpoint);
            Assert.Equal(1, Shown(Sample(afterSeconds: 5))!.PeakQueue);
            listener.AcceptSocket().Dispose();
        }

        Assert.Equal((0, 1), (Shown(Sample(afterSeconds: 100))!.Queue, Shown(Sample(afterSeconds: 5))!.PeakQueue));
        Assert.Equal(0, Shown(Sample(afterSeconds: 60))!.PeakQueue);

        Snapshot Sample(int afterSeconds)
        {
            fake.Advance(TimeSpan.FromSeconds(afterSeconds));
            time.Step(TimeSpan.FromHours(step));
            step = -step;
            Snapshot snapshot = sampler.Take();
            Assert.Equal(time.GetUtcNow(), snapshot.TakenAt);
            Assert.Equal(TimeSpan.Zero, snapshot.Duration);
            return snapshot;
        }

        EndpointGroup? Shown(Snapshot snapshot)
            => snapshot.Endpoints.Where(group => group.Name.Port == $"{((IPEndPoint)listener.LocalEndpoint).Port}").SingleOrDefault();
    }

    private static string Text(Publication publication) => Encoding.UTF8.GetString(publication.Find(PageFormat.Text)!.Body.Span);
}
