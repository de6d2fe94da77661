using System.Text;
using SocketExporter.Publishing;
using SocketExporter.Snapshots;

namespace SocketExporter.Tests.Publishing;

public sealed class SamplingServiceTests : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly ObservedTime _time = new();
    private readonly PublicationHolder _holder;
    private readonly RecordingLogger<SamplingService> _log = new();
    private SamplingService? _service;

    public SamplingServiceTests()
    {
        _holder = new PublicationHolder(_time);
    }

    [Fact]
    public async Task The_first_sample_is_taken_at_once_on_a_thread_of_its_own()
    {
        var source = new FakeSampleSource(_ => Samples.Good());
        await Start(source);

        Assert.Equal(Interval, _time.NextWait());
        Assert.Contains("socket_a 1\n", Page(), StringComparison.Ordinal);
        Assert.Equal("sampler", source.ThreadName);
    }

    [Fact]
    public async Task The_time_that_samples_take_does_not_add_up()
    {
        await Start(new FakeSampleSource(_ =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(300));
            return Samples.Good();
        }));

        TimeSpan wait = _time.NextWait();
        Assert.Equal(TimeSpan.FromMilliseconds(4700), wait);
        wait = _time.WaitAfter(wait);
        Assert.Equal(TimeSpan.FromMilliseconds(4700), wait);

        // Woken 200 ms late, the next wait is shorter by as much.
        Assert.Equal(TimeSpan.FromMilliseconds(4500), _time.WaitAfter(wait + TimeSpan.FromMilliseconds(200)));
    }

    [Fact]
    public async Task A_sample_that_costs_more_than_the_budget_puts_the_next_one_off()
    {
        var source = new FakeSampleSource(_ => Samples.Good());
        await Start(source);
        _time.NextWait();
        Assert.Equal(Interval, _time.WaitAfter(Interval));
        source.CpuSecondsOfASample = 0.5;

        Assert.Equal(TimeSpan.FromSeconds(10), _time.WaitAfter(Interval));
        source.CpuSecondsOfASample = 0.125;
        Assert.Contains("socket_exporter_sampling_interval_seconds 5\n", Page(), StringComparison.Ordinal);
        Assert.Contains("socket_exporter_sample_interval_seconds 5\n", Page(), StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromSeconds(10), _holder.Wait);
        Assert.Equal(Interval, _time.WaitAfter(TimeSpan.FromSeconds(10)));
        Assert.Contains("socket_exporter_sample_interval_seconds 10\n", Page(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_sample_puts_nothing_off_and_is_paid_for_within_five_minutes()
    {
        var source = new FakeSampleSource(_ => Samples.Good()) { CpuSecondsOfASample = 5.65 };
        await Start(source);

        Assert.Equal(Interval, _time.NextWait());
        source.CpuSecondsOfASample = 0.5;
        TimeSpan wait = _time.WaitAfter(Interval);
        Assert.Equal(16.67, wait.TotalSeconds, 2); // 0.5 s of 0.03 of a core: 6.15 s, of which an interval pays for 0.25 s; the rest over 295 s

        for (TimeSpan now = Interval; now < TimeSpan.FromMinutes(5); now += wait)
        {
            wait = _time.WaitAfter(wait);
        }

        Assert.Equal(TimeSpan.FromSeconds(10), _time.WaitAfter(wait));
    }

    [Fact]
    public async Task A_failed_sample_keeps_the_page_before_is_counted_and_logged_once()
    {
        await Start(new FakeSampleSource(count => count switch
        {
            1 => Samples.Good(sockets: 77),
            2 or 3 => throw new InvalidOperationException("first defect"),
            4 => throw new InvalidOperationException("second defect"),
            _ => Samples.Good(sockets: 88),
        }));
        PassSamples(4);

        Assert.Contains("socket_exporter_samples_total{result=\"failure\"} 3\n", Page(), StringComparison.Ordinal);
        Assert.Contains("socket_exporter_samples_total{result=\"success\"} 1\n", Page(), StringComparison.Ordinal);
        Assert.Contains("socket_exporter_sockets_read 77\n", Page(), StringComparison.Ordinal);
        Assert.Contains("socket_a 1\n", Page(), StringComparison.Ordinal);

        _time.WaitAfter(Interval);
        Assert.Contains("socket_exporter_sockets_read 88\n", Page(), StringComparison.Ordinal);
        Assert.Equal(
            [
                "Error: the sample failed: System.InvalidOperationException: first defect",
                "Error: the sample failed: System.InvalidOperationException: second defect",
                "Information: the sample works again",
            ],
            _log.Lines);
    }

    [Fact]
    public async Task Samples_that_fail_make_the_page_stale_and_so_does_one_that_hung_and_failed()
    {
        await Start(new FakeSampleSource(count =>
        {
            if (count == 2)
            {
                _time.Advance(TimeSpan.FromMinutes(10));
            }

            return count == 1 ? Samples.Good() : throw new InvalidOperationException("a defect");
        }));
        PassSamples(2);

        Assert.Equal(Interval, _holder.Wait);
        Assert.True(_holder.IsStale);
    }

    [Fact]
    public async Task When_the_first_sample_fails_there_is_no_page()
    {
        await Start(new FakeSampleSource(_ => throw new InvalidOperationException("a defect")));
        PassSamples(2);

        Assert.Null(_holder.Current);
    }

    [Fact]
    public async Task A_section_that_fails_is_logged_once_and_once_when_it_is_back()
    {
        await Start(new FakeSampleSource(count => count < 4 ? Samples.Without(Sections.Tcp, "inet_diag: EPERM") : Samples.Good()));
        PassSamples(6);

        Assert.Equal(["Error: section Tcp failed: inet_diag: EPERM", "Information: section Tcp works again"], _log.Lines);
    }

    [Fact]
    public async Task The_cost_of_all_samples_adds_up_on_the_page()
    {
        await Start(new FakeSampleSource(_ => Samples.Good()) { CpuSecondsOfASample = 0.125 });

        PassSamples(1);
        Assert.Contains("socket_exporter_sample_cpu_seconds_total 0.125\n", Page(), StringComparison.Ordinal);
        _time.WaitAfter(Interval);
        Assert.Contains("socket_exporter_sample_cpu_seconds_total 0.25\n", Page(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_parts_add_up_to_the_whole_and_what_is_not_reading_is_rendering()
    {
        await Start(new FakeSampleSource(_ => Samples.Good()) { CpuSecondsOfASample = 1 });

        PassSamples(1);
        Assert.Contains("socket_exporter_section_cpu_seconds_total{section=\"tcp\"} 0.875\n", Page(), StringComparison.Ordinal);
        Assert.Contains("socket_exporter_section_cpu_seconds_total{section=\"render\"} 0.125\n", Page(), StringComparison.Ordinal);
        Assert.Contains("socket_exporter_section_cpu_seconds_total{section=\"udp\"} 0\n", Page(), StringComparison.Ordinal);
        Assert.Contains("socket_exporter_sample_cpu_seconds_total 1\n", Page(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_stops_at_once_while_it_waits()
    {
        await Start(new FakeSampleSource(_ => Samples.Good()));
        PassSamples(1);

        await _service!.StopAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(10));

        Assert.Equal(TaskStatus.RanToCompletion, _service.ExecuteTask!.Status);
    }

    public async ValueTask DisposeAsync()
    {
        if (_service is not null)
        {
            await _service.StopAsync(CancellationToken.None);
            _service.Dispose();
        }
    }

    private async Task Start(FakeSampleSource source)
    {
        var publisher = new Publisher([Samples.Collector("tcp", "socket_a")], new PrometheusExposition(), Samples.Build, new AskedPages(_time), _time);
        _service = new SamplingService(source, publisher, _holder, new SamplingSchedule(Interval, 0.05), _time, _log);
        await _service.StartAsync(CancellationToken.None);
    }

    private void PassSamples(int count)
    {
        _time.NextWait();
        for (int sample = 2; sample <= count; sample++)
        {
            _time.WaitAfter(Interval);
        }
    }

    private string Page() => Encoding.UTF8.GetString(_holder.Current!.Find(PageFormat.Text)!.Body.Span);
}
