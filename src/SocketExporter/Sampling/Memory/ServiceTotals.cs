using SocketExporter.Snapshots;

namespace SocketExporter.Sampling.Memory;

/// <summary>
/// A counter by the service that shows it. A total never falls: sockets come and go, the service's total stays, and one that returns goes on from it.
/// </summary>
internal sealed class ServiceTotals
{
    /// <summary>Services that have ever counted something; past it the one unseen for longest is forgotten and starts again at 0.</summary>
    public const int Capacity = 10_000;

    private readonly Dictionary<(Direction Direction, ServicePort Port), Entry> _totals = [];
    private int _sample;

    public int Count => _totals.Count;

    public void BeginSample() => _sample++;

    /// <summary>Credits an increment (0 too) and gives the total. A service that never counted anything is not kept.</summary>
    public double Add((Direction Direction, ServicePort Port) service, long increment)
    {
        if (!_totals.TryGetValue(service, out Entry entry))
        {
            if (increment == 0)
            {
                return 0;
            }

            if (_totals.Count >= Capacity)
            {
                _totals.Remove(_totals.MinBy(static e => e.Value.Sample).Key);
            }
        }

        entry = new Entry(entry.Total + increment, _sample);
        _totals[service] = entry;
        return entry.Total;
    }

    private readonly record struct Entry(double Total, int Sample);
}
