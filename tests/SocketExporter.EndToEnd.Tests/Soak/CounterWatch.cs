using SocketExporter.EndToEnd.Tests.Pages;

namespace SocketExporter.EndToEnd.Tests.Soak;

/// <summary>Remembers every counter of every page, those of series that were gone for a while too, and notes which fell.</summary>
internal sealed class CounterWatch
{
    private const int MaxNoted = 20;

    private readonly Dictionary<string, double> _last = [];
    private readonly List<string> _falls = [];

    public IReadOnlyList<string> Falls => _falls;

    public int Counters => _last.Count;

    public void See(MetricsPage page)
    {
        foreach (Series series in page.All)
        {
            if (page.Types.TryGetValue(series.Name, out string? type) && type == "counter")
            {
                if (_last.TryGetValue(series.Key, out double before) && series.Value < before && _falls.Count < MaxNoted)
                {
                    _falls.Add($"{series.Key}: from {before} to {series.Value}");
                }

                _last[series.Key] = series.Value;
            }
        }
    }
}
