using Microsoft.Extensions.Logging;

namespace SocketExporter.Publishing;

/// <summary>Says a failure once, again when its text changes, and once when it is over; not at every sample.</summary>
internal sealed class FailureLog
{
    private readonly ILogger _logger;
    private readonly Dictionary<string, string> _current = new(StringComparer.Ordinal);

    public FailureLog(ILogger logger)
    {
        _logger = logger;
    }

    /// <param name="source">What has failed or not: a section, a collector, the sample.</param>
    /// <param name="error">Null when it has not failed.</param>
    public void Observe(string source, string? error)
    {
        _current.TryGetValue(source, out string? before);
        if (error == before)
        {
            return;
        }

        if (error is null)
        {
            _current.Remove(source);
            _logger.LogInformation("{Source} works again", source);
        }
        else
        {
            _current[source] = error;
            _logger.LogError("{Source} failed: {Error}", source, error);
        }
    }
}
