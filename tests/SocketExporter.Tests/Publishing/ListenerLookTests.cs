using System.Text;
using SocketExporter.Publishing;

namespace SocketExporter.Tests.Publishing;

/// <summary>What the sampling service does between samples.</summary>
public sealed class ListenerLookTests : IAsyncDisposable
{
    private static readonly SamplingSchedule EverySecond =
        new(TimeSpan.FromSeconds(5), 0.05) { ListenerInterval = TimeSpan.FromSeconds(1) };

    private readonly ObservedTime _time = new();
    private readonly PublicationHolder _holder;
    private readonly RecordingLogger<SamplingService> _log = new();
    private SamplingService? _service;
    private TimeSpan _wait;

    public ListenerLookTests()
    {
        _holder = new PublicationHolder(_time);
    }

    [Fact]
    public async Task Listeners_are_looked_at_between_samples_on_the_samplers_thread()
    {
        var events = new List<string>();
        var source = new FakeSampleSource(_ =>
        {
            events.Add($"sample at {_time.Elapsed.TotalSeconds}");
            return Samples.Good();
        })
        {
            Look = () =>
            {
                events.Add($"look at {_time.Elapsed.TotalSeconds} by {Thread.CurrentThread.Name}");
                return null;
            },
        };
        await Start(source, EverySecond);
        for (int i = 0; i < 6; i++)
        {
            Pass();
        }

        Assert.Equal(
            [
                "sample at 0",
                "look at 1 by sampler",
                "look at 2 by sampler",
                "look at 3 by sampler",
                "look at 4 by sampler",
                "sample at 5",
                "look at 6 by sampler",
            ],
            events);
    }

    [Fact]
    public async Task Looks_that_cost_more_than_a_fifth_of_the_budget_come_less_often()
    {
        await Start(new FakeSampleSource(_ => Samples.Good()) { CpuSecondsOfALook = 0.02 }, EverySecond);

        Assert.Equal(TimeSpan.FromSeconds(1), _wait);
        Assert.Equal(TimeSpan.FromSeconds(2), Pass());
    }

    [Fact]
    public async Task What_looks_cost_puts_the_next_sample_off_too()
    {
        // The third sample, which no longer belongs to the first: 0.25 s at a twentieth of a core is 5 s, and each look of 5 ms adds 0.1 s.
        var source = new FakeSampleSource(_ => Samples.Good());
        await Start(source, EverySecond);
        Assert.Equal(5.0, PassUntilSample(source), 6);
        source.CpuSecondsOfASample = 0.25;
        Assert.Equal(10.0, PassUntilSample(source), 6);
        source.CpuSecondsOfALook = 0.005;

        Assert.Equal(10.0 + 5.5, PassUntilSample(source), 6);
    }

    [Fact]
    public async Task A_look_that_fails_is_logged_once_and_samples_go_on()
    {
        var source = new FakeSampleSource(_ => Samples.Good()) { Look = static () => "TCP listeners: EPERM" };
        await Start(source, EverySecond);
        PassUntilSample(source);
        source.Look = static () => null;
        PassUntilSample(source);

        Assert.Equal(
            ["Error: looking at listeners between samples failed: TCP listeners: EPERM", "Information: looking at listeners between samples works again"],
            _log.Lines);
    }

    [Fact]
    public async Task Looks_are_in_the_cost_of_sampling_and_have_a_part_of_their_own()
    {
        var source = new FakeSampleSource(_ => Samples.Good()) { CpuSecondsOfASample = 0.0625, CpuSecondsOfALook = 0.0078125 };
        await Start(source, EverySecond);
        PassUntilSample(source); // and four looks

        string page = Encoding.UTF8.GetString(_holder.Current!.Find(PageFormat.Text)!.Body.Span);
        Assert.Contains("socket_exporter_section_cpu_seconds_total{section=\"listeners\"} 0.03125\n", page, StringComparison.Ordinal);
        Assert.Contains("socket_exporter_sample_cpu_seconds_total 0.15625\n", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 0.05)]
    [InlineData(2, 0.05)]
    [InlineData(3, 0.2)]
    [InlineData(4, 0.01)]
    public async Task From_any_sample_but_the_first_to_any_later_one_the_cost_stays_within_the_budget(int seed, double budget)
    {
        var random = new Random(seed);
        var begun = new List<(double AtSeconds, double SpentSeconds)>();
        FakeSampleSource? source = null;
        source = new FakeSampleSource(_ =>
        {
            begun.Add((_time.Elapsed.TotalSeconds, source!.ThreadCpuSeconds - source.CpuSecondsOfASample));
            return Samples.Good();
        })
        {
            CpuSecondsOfASample = 0.4,
        };
        await Start(source, new SamplingSchedule(TimeSpan.FromSeconds(5), budget) { ListenerInterval = TimeSpan.FromMilliseconds(250) });
        while (_time.Elapsed < TimeSpan.FromMinutes(5))
        {
            source.CpuSecondsOfASample = random.NextDouble() * random.NextDouble();
            source.CpuSecondsOfALook = random.NextDouble() * random.NextDouble() * 0.01;
            PassUntilSample(source);
        }

        Assert.True(begun.Count >= 4);
        for (int from = 1; from < begun.Count; from++)
        {
            for (int to = from + 1; to < begun.Count; to++)
            {
                Assert.True(
                    begun[to].SpentSeconds - begun[from].SpentSeconds <= (budget * (begun[to].AtSeconds - begun[from].AtSeconds)) + 1e-6,
                    $"from {begun[from]} to {begun[to]}");
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_service is not null)
        {
            await _service.StopAsync(CancellationToken.None);
            _service.Dispose();
        }
    }

    private async Task Start(FakeSampleSource source, SamplingSchedule schedule)
    {
        var publisher = new Publisher([], new PrometheusExposition(), Samples.Build, new AskedPages(_time), _time);
        _service = new SamplingService(source, publisher, _holder, schedule, _time, _log);
        await _service.StartAsync(CancellationToken.None);
        _wait = _time.NextWait();
    }

    /// <summary>Lets the wait pass that is under way and gives the one after it.</summary>
    private TimeSpan Pass() => _wait = _time.WaitAfter(_wait);

    /// <summary>Lets looks pass until a sample has been taken; when that was, seconds from the start.</summary>
    private double PassUntilSample(FakeSampleSource source)
    {
        for (int count = source.Samples, passes = 0; source.Samples == count; passes++)
        {
            Assert.True(passes < 10_000, "no sample after 10,000 looks");
            Pass();
        }

        return _time.Elapsed.TotalSeconds;
    }
}
