using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SocketExporter.Sampling;
using SocketExporter.Snapshots;

namespace SocketExporter.Publishing;

/// <summary>
/// Takes a sample at once and then by its schedule, and leaves each publication in the holder. A sample that fails as a whole is counted and
/// logged, and the publication before it stays.
/// </summary>
internal sealed class SamplingService : BackgroundService
{
    private readonly ISampleSource _source;
    private readonly Publisher _publisher;
    private readonly PublicationHolder _holder;
    private readonly SamplingSchedule _schedule;
    private SamplingSchedule _current;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly FailureLog _failures;
    private readonly StuckLog _stuck;
    private readonly HeapTrim _heap = new();
    private SampleTotals _totals;

    public SamplingService(
        ISampleSource source,
        Publisher publisher,
        PublicationHolder holder,
        SamplingSchedule schedule,
        TimeProvider time,
        ILogger<SamplingService> logger,
        int stuckLinesPerMinute = StuckLog.DefaultPerMinute)
    {
        _source = source;
        _publisher = publisher;
        _holder = holder;
        _schedule = _current = schedule;
        _time = time;
        _logger = logger;
        _failures = new FailureLog(logger, time);
        _stuck = new StuckLog(logger, time, stuckLinesPerMinute);
        _holder.Wait = schedule.Interval;
    }

    /// <summary>Good ones since the start. From any thread.</summary>
    public long SamplesTaken => _holder.Current?.Report.Totals.Succeeded ?? 0;

    /// <summary>
    /// On a thread of its own: network namespaces, netlink sockets and CPU time belong to a thread. In the background, so that a read that hangs in
    /// the kernel can't keep the process alive.
    /// </summary>
    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                Run(stoppingToken);
                ended.SetResult();
            }
            catch (OperationCanceledException)
            {
                ended.SetResult();
            }
#pragma warning disable CA1031 // Handed to the host, which stops the daemon.
            catch (Exception e)
#pragma warning restore CA1031
            {
                ended.SetException(e);
            }
        })
        {
            Name = "sampler",
            IsBackground = true,
        };
        thread.Start();
        return ended.Task;
    }

    private SamplingPace Pace => new(_schedule.Interval, _holder.Wait);

    private void Run(CancellationToken stopping)
    {
        long start = _time.GetTimestamp();
        TimeSpan due = TimeSpan.Zero;
        double debt = 0;
        while (!stopping.IsCancellationRequested)
        {
            TimeSpan started = _time.GetElapsedTime(start);
            double cpuBefore = _source.ThreadCpuSeconds;
            Sample(cpuBefore);
            _heap.AfterSample();
            double cost = _source.ThreadCpuSeconds - cpuBefore;
            _totals = _totals with { CpuSeconds = _totals.CpuSeconds + cost };

            // The first sample loads the code and meets every process for the first time: what it costs says nothing of the next ones, and is paid for by all of them.
            // So is the second, because it came before anything was paid.
            long samples = _totals.Succeeded + _totals.Failed;
            if (samples <= 2)
            {
                debt += cost;
                _current = _schedule.PayingOff(debt);
            }
            else if (started >= SamplingSchedule.PayOff)
            {
                _current = _schedule;
            }

            double charged = samples == 1 ? 0 : cost;
            _holder.Wait = _current.Stretched(charged);
            due = WatchListenersUntilDue(start, due, started, charged, stopping);
        }
    }

    /// <summary>Waits for the next sample and looks at the listeners meanwhile. What that costs puts the sample off as well.</summary>
    /// <returns>When the sample is due.</returns>
    private TimeSpan WatchListenersUntilDue(long start, TimeSpan due, TimeSpan started, double cost, CancellationToken stopping)
    {
        TimeSpan now = _time.GetElapsedTime(start);
        TimeSpan ended = now;
        TimeSpan look = _current.NextLook(started, 0);
        while (true)
        {
            TimeSpan next = _current.Next(due, started, ended, cost);
            bool isLook = look < next;
            TimeSpan wait = (isLook ? look : next) - now;

            // Task.Delay cuts to milliseconds: rounded up, so that nothing begins before it is due.
            Task.Delay(TimeSpan.FromMilliseconds(Math.Max(0, Math.Ceiling(wait.TotalMilliseconds))), _time, stopping).GetAwaiter().GetResult();
            if (!isLook)
            {
                return next;
            }

            TimeSpan lookStarted = _time.GetElapsedTime(start);
            double lookCost = LookAtListeners();
            cost += lookCost;
            look = _current.NextLook(lookStarted, lookCost);
            now = _time.GetElapsedTime(start);
        }
    }

    /// <returns>Its cost, CPU seconds.</returns>
    private double LookAtListeners()
    {
        double before = _source.ThreadCpuSeconds;
        _failures.Observe("looking at listeners between samples", _source.LookAtListeners());
        double cost = _source.ThreadCpuSeconds - before;
        _totals = _totals with { CpuSeconds = _totals.CpuSeconds + cost };
        return cost;
    }

    private void Sample(double cpuBefore)
    {
        try
        {
            Snapshot snapshot = _source.Take();
            SampleTotals totals = TotalsNow(cpuBefore) with { Succeeded = _totals.Succeeded + 1 };
            _holder.Current = _publisher.Publish(snapshot, totals, Pace, ReadSelf());
            _totals = _totals with { Succeeded = totals.Succeeded };
            LogFailures(_holder.Current);
            _stuck.Say(snapshot.StuckEvents);
            _failures.Observe("the sample", null);
        }
#pragma warning disable CA1031 // One sample may fail for any reason; the next may not.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _totals = _totals with { Failed = _totals.Failed + 1 };
            _failures.Observe("the sample", e.ToString());
            if (_holder.Current is Publication last)
            {
                _holder.Current = _publisher.PublishAgain(last, TotalsNow(cpuBefore), Pace, ReadSelf());
            }
        }
    }

    /// <summary>What this sample has cost until now is in; the rendering that is still to come will be in the next page.</summary>
    private SampleTotals TotalsNow(double cpuBefore) => _totals with
    {
        CpuSeconds = _totals.CpuSeconds + _source.ThreadCpuSeconds - cpuBefore,
        SectionCpuSeconds = _source.SectionCpuSeconds,
    };

    private ProcessSelf? ReadSelf()
    {
        try
        {
            ProcessSelf self = ProcessSelf.Read();
            _failures.Observe("the daemon's own process", null);
            return self;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            _failures.Observe("the daemon's own process", e.Message);
            return null;
        }
    }

    private void LogFailures(Publication publication)
    {
        foreach (Sections section in Enum.GetValues<Sections>())
        {
            if (section is not (Sections.None or Sections.Owners or Sections.All))
            {
                _failures.Observe($"section {section}", FailureOf(section, publication.Report.Snapshot));
            }
        }

        foreach (CollectorResult result in publication.Report.Results)
        {
            _failures.Observe($"collector {result.Collector}", result.Error);
        }
    }

    private static string? FailureOf(Sections section, Snapshot snapshot)
    {
        string[] messages = [.. snapshot.SectionFailures.Where(failure => failure.Section == section).Select(static failure => failure.Message)];
        return messages.Length == 0 ? null : string.Join("; ", messages);
    }
}
