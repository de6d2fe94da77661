using System.Globalization;
using Microsoft.Extensions.Time.Testing;
using SocketExporter.Collectors;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Metrics;
using SocketExporter.Publishing;
using SocketExporter.Snapshots;
using SocketExporter.Tests.Collectors;
using Xunit.Abstractions;

namespace SocketExporter.Tests.Allocations;

/// <summary>From the snapshot to the page: what one series more allocates when it was there in the sample before.</summary>
public sealed class PageAllocationTests
{
    private const int FewKeys = 100;
    private const int ManyKeys = 1_100;

    /// <summary>
    /// Measured 228 B, with two or three labels a series: 71 B are its text in the page, which clients that read slowly hold on to, the rest its label values, its place
    /// in the segment and what collectors sum up.
    /// </summary>
    private const double MaxBytesOfSeries = 250;

    private static readonly ICollector[] Collectors = [new TcpConnectionsCollector(), new ProcessesCollector()];

    private readonly ITestOutputHelper _output;

    public PageAllocationTests(ITestOutputHelper output) => _output = output;

    [Fact]
    public void A_known_series_allocates_its_text_and_little_more()
    {
        Snapshot few = Host(FewKeys);
        Snapshot many = Host(ManyKeys);
        int series = Segments(many).Sum(static segment => segment.SeriesCount) - Segments(few).Sum(static segment => segment.SeriesCount);
        double collecting = Least(() => Segments(many)) - Least(() => Segments(few));
        double all = Least(Publishing(many)) - Least(Publishing(few));
        _output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{all / series:0.0} B a series, of these collecting without a sample before {collecting / series:0.0} B; {series} series"));

        Assert.Equal(14 * (ManyKeys - FewKeys), series);
        Assert.InRange(all / series, 0, MaxBytesOfSeries);
    }

    [Fact]
    public void A_known_series_allocates_nothing_where_it_is_written_out()
    {
        // An object has 24 bytes: one for every tenth series would be more.
        Assert.InRange(Least(Writing(Host(ManyKeys))) - Least(Writing(Host(FewKeys))), long.MinValue, 24 * 14 * (ManyKeys - FewKeys) / 10);
    }

    private static Action Publishing(Snapshot snapshot)
    {
        var time = new FakeTimeProvider();
        var publisher = new Publisher(Collectors, new PrometheusExposition(), BuildInfo.OfThisProgram, new AskedPages(time), time);
        return () => publisher.Publish(snapshot, default, SamplingPace.Unstretched(TimeSpan.FromSeconds(5)), null);
    }

    private static Action Writing(Snapshot snapshot)
    {
        var exposition = new PrometheusExposition();
        MetricSegment[] segments = Segments(snapshot);
        MetricSegment[] sameAgain = Segments(snapshot);
        PrometheusExposition.FilledSegment?[] filled = new PrometheusExposition.FilledSegment?[segments.Length];
        var page = new MemoryStream();
        bool again = false;
        return () =>
        {
            page.SetLength(0);
            again = !again;
            for (int i = 0; i < segments.Length; i++)
            {
                filled[i] = exposition.Fill(again ? sameAgain[i] : segments[i], filled[i]);
                filled[i]!.Append(PageFormat.Text, page);
            }
        };
    }

    private static MetricSegment[] Segments(Snapshot snapshot)
        => [.. Collectors.Select(collector =>
        {
            var segment = new MetricSegment(collector.Name);
            collector.Collect(snapshot, new MetricWriter(segment));
            return segment;
        })];

    /// <summary>Bytes, once everything is warm: the runtime may allocate on this thread when it compiles a loop anew.</summary>
    private static long Least(Action action)
    {
        long least = long.MaxValue;
        for (int round = 0; round < 8; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }

    /// <summary>A service and a process of one connection for each key: 14 series.</summary>
    private static Snapshot Host(int keys)
    {
        var builder = new SnapshotBuilder();
        for (int i = 0; i < keys; i++)
        {
            builder.Tcp(TcpState.Established, Direction.Inbound, (ushort)(1 + i), $"p{i}", receiveQueue: (uint)i);
        }

        return builder.Build();
    }
}
