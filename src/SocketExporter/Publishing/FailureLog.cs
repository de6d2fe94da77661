using Microsoft.Extensions.Logging;

namespace SocketExporter.Publishing;

/// <summary>
/// Says a failure once, again when its text changes, and once when it is over; not at every sample. What comes and goes with every sample, or has another number in
/// its text each time, is silenced for a while.
/// </summary>
internal sealed class FailureLog
{
    /// <summary>Lines about one source within a <see cref="Period"/>; the last says that it is the last.</summary>
    public const int LinesInAPeriod = 10;

    /// <summary>From the first of these lines.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromHours(1);

    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly Dictionary<string, string> _current = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (long Since, int Lines)> _said = new(StringComparer.Ordinal);

    public FailureLog(ILogger logger, TimeProvider time)
    {
        _logger = logger;
        _time = time;
    }

    /// <param name="source">What has failed or not: a section, a collector, the sample. A few dozen in all.</param>
    /// <param name="error">Null when it has not failed.</param>
    public void Observe(string source, string? error)
    {
        _current.TryGetValue(source, out string? before);
        if (error == before)
        {
            return;
        }

        int line = CountLine(source);
        if (error is null)
        {
            _current.Remove(source);
            if (line <= LinesInAPeriod)
            {
                _logger.LogInformation("{Source} works again", source);
            }
        }
        else
        {
            _current[source] = error;
            if (line <= LinesInAPeriod)
            {
                _logger.LogError("{Source} failed: {Error}", source, error);
            }
        }

        if (line == LinesInAPeriod)
        {
            _logger.LogWarning("{Source}: {Lines} lines within an hour; what follows in it is not logged, the metrics socket_exporter_* go on", source, line);
        }
    }

    private int CountLine(string source)
    {
        if (!_said.TryGetValue(source, out (long Since, int Lines) said) || _time.GetElapsedTime(said.Since) >= Period)
        {
            said = (_time.GetTimestamp(), 0);
        }

        _said[source] = said with { Lines = said.Lines + 1 };
        return said.Lines + 1;
    }
}
