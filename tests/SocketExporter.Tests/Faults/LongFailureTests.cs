using System.Text;
using SocketExporter.Publishing;
using SocketExporter.Snapshots;
using SocketExporter.Tests.Publishing;

namespace SocketExporter.Tests.Faults;

/// <summary>An hour of samples that fail, one each five seconds.</summary>
[Collection(Alone.Name)]
public sealed class LongFailureTests : IAsyncDisposable
{
    private const int SamplesInAnHour = 720;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly ObservedTime _time = new();
    private readonly PublicationHolder _holder;
    private readonly RecordingLogger<SamplingService> _log = new();
    private SamplingService? _service;

    public LongFailureTests() => _holder = new PublicationHolder(_time);

    [Fact]
    public async Task Samples_that_fail_are_counted_said_once_and_leave_no_memory_behind()
    {
        await Start(static count => count is 1 or > SamplesInAnHour + 1 ? Samples.Good() : throw new InvalidOperationException("a defect"));
        Pass(100);
        long early = GC.GetTotalMemory(forceFullCollection: true);
        Pass(SamplesInAnHour - 100);
        long late = GC.GetTotalMemory(forceFullCollection: true);

        Assert.Equal(["Error: the sample failed: System.InvalidOperationException: a defect"], _log.Lines);
        Assert.Contains("socket_exporter_samples_total{result=\"failure\"} 720\n", Page(), StringComparison.Ordinal);
        Assert.Contains("socket_exporter_samples_total{result=\"success\"} 1\n", Page(), StringComparison.Ordinal);
        Assert.True(_holder.IsStale);

        // 620 failures: a page or a stack kept for each would be megabytes.
        Assert.True(late - early < 500_000, $"{late - early} bytes more after 620 more failures");

        Pass(1);
        Assert.False(_holder.IsStale);
        Assert.Contains("socket_exporter_samples_total{result=\"success\"} 2\n", Page(), StringComparison.Ordinal);
        Assert.Contains("socket_a 1\n", Page(), StringComparison.Ordinal);
        Assert.Equal("Information: the sample works again", _log.Lines[^1]);
        Assert.Equal(2, _log.Lines.Count);
    }

    [Fact]
    public async Task A_section_whose_failure_reads_differently_each_time_does_not_fill_the_log()
    {
        await Start(static count => Samples.Without(Sections.Tcp, $"inet_diag_msg: {count} bytes, need 72"));
        Pass(SamplesInAnHour - 2);
        string[] firstHour = [.. _log.Lines];

        Assert.Equal(11, firstHour.Length);
        Assert.Equal("Error: section Tcp failed: inet_diag_msg: 10 bytes, need 72", firstHour[9]);
        Assert.Equal("Warning: section Tcp: 10 lines within an hour; what follows in it is not logged, the metrics socket_exporter_* go on", firstHour[10]);

        Pass(3);
        Assert.Equal(11 + 2, _log.Lines.Count);
    }

    [Fact]
    public async Task A_section_that_fails_every_other_time_does_not_fill_the_log_either()
    {
        await Start(static count => count % 2 == 0 ? Samples.Without(Sections.Tcp, "EMFILE") : Samples.Good());
        Pass(SamplesInAnHour - 2);

        Assert.Equal(11, _log.Lines.Count);
        Assert.Contains("socket_exporter_samples_total{result=\"failure\"} 0\n", Page(), StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        if (_service is not null)
        {
            await _service.StopAsync(CancellationToken.None);
            _service.Dispose();
        }
    }

    private async Task Start(Func<int, Snapshot> take)
    {
        var publisher = new Publisher([Samples.Collector("tcp", "socket_a")], new PrometheusExposition(), Samples.Build, new AskedPages(_time), _time);
        _service = new SamplingService(new FakeSampleSource(take), publisher, _holder, new SamplingSchedule(Interval, 0.05), _time, _log);
        await _service.StartAsync(CancellationToken.None);
        _time.NextWait();
    }

    private void Pass(int samples)
    {
        for (int sample = 0; sample < samples; sample++)
        {
            _time.WaitAfter(Interval);
        }
    }

    private string Page() => Encoding.UTF8.GetString(_holder.Current!.Find(PageFormat.Text)!.Body.Span);
}
