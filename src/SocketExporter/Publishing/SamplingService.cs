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
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly FailureLog _failures;
    private readonly HeapTrim _heap = new();
    private SampleTotals _totals;

    public SamplingService(
        ISampleSource source,
        Publisher publisher,
        PublicationHolder holder,
        SamplingSchedule schedule,
        TimeProvider time,
        ILogger<SamplingService> logger)
    {
        _source = source;
        _publisher = publisher;
        _holder = holder;
        _schedule = schedule;
        _time = time;
        _logger = logger;
        _failures = new FailureLog(logger);
    }

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

    private void Run(CancellationToken stopping)
    {
        long start = _time.GetTimestamp();
        TimeSpan due = TimeSpan.Zero;
        while (!stopping.IsCancellationRequested)
        {
            TimeSpan started = _time.GetElapsedTime(start);
            double cpuBefore = _source.ThreadCpuSeconds;
            Sample(cpuBefore);
            _heap.AfterSample();
            double cost = _source.ThreadCpuSeconds - cpuBefore;
            _totals = _totals with { CpuSeconds = _totals.CpuSeconds + cost };

            // The first sample loads the code and meets every process for the first time: what it costs says nothing of the next ones.
            bool first = _totals.Succeeded + _totals.Failed == 1;
            TimeSpan now = _time.GetElapsedTime(start);
            due = _schedule.Next(due, started, now, first ? 0 : cost);
            Task.Delay(due - now, _time, stopping).GetAwaiter().GetResult();
        }
    }

    private void Sample(double cpuBefore)
    {
        try
        {
            Snapshot snapshot = _source.Take();
            _totals = _totals with { Succeeded = _totals.Succeeded + 1 };
            _holder.Current = _publisher.Publish(snapshot, TotalsNow(cpuBefore), ReadSelf());
            LogFailures(_holder.Current);
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
                _holder.Current = _publisher.PublishAgain(last, TotalsNow(cpuBefore), ReadSelf());
            }
        }
    }

    /// <summary>What this sample has cost until now is in; the rendering that is still to come will be in the next page.</summary>
    private SampleTotals TotalsNow(double cpuBefore)
        => _totals with { CpuSeconds = _totals.CpuSeconds + _source.ThreadCpuSeconds - cpuBefore };

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
            if (section != Sections.None)
            {
                _failures.Observe($"section {section}", FailureOf(section, publication.Snapshot));
            }
        }

        foreach (CollectorResult result in publication.Results)
        {
            _failures.Observe($"collector {result.Collector}", result.Error);
        }
    }

    private static string? FailureOf(Sections section, Snapshot snapshot)
    {
        foreach (SectionFailure failure in snapshot.SectionFailures)
        {
            if (failure.Section == section)
            {
                return failure.Message;
            }
        }

        return null;
    }
}
