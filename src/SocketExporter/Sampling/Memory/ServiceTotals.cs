using SocketExporter.Snapshots;

namespace SocketExporter.Sampling.Memory;

/// <summary>
/// A counter by the service that shows it. Each increase is credited to the service that is shown for it at that moment, so that no total falls, that of <c>&lt;other&gt;</c> included; a service that is
/// shown again goes on from its own.
/// </summary>
internal sealed class ServiceTotals
{
    /// <summary>
    /// Services that were ever shown and had something to count; 40 B each. Past it the one is forgotten whose last increase is longest ago, of those that are not shown now, and starts again at 0.
    /// </summary>
    public const int Capacity = 10_000;

    private readonly Dictionary<(Direction Direction, ServicePort Port), (ulong Total, int Sample)> _totals = [];
    private int _sample;

    public int Count => _totals.Count;

    /// <summary>The totals of all services with one, after these increases.</summary>
    /// <param name="shown">The port under which a service is shown: its own or a reserved one.</param>
    public IReadOnlyList<ServiceTotal> Add(IReadOnlyList<ServiceTotal> increases, Func<Direction, ServicePort, ServicePort> shown)
    {
        _sample++;
        foreach (ServiceTotal increase in increases)
        {
            (Direction Direction, ServicePort Port) key = (increase.Direction, shown(increase.Direction, increase.Port));
            if (!_totals.TryGetValue(key, out (ulong Total, int Sample) total) && _totals.Count >= Capacity)
            {
                _totals.Remove(_totals.Where(kept => shown(kept.Key.Direction, kept.Key.Port) != kept.Key.Port).MinBy(static kept => kept.Value.Sample).Key);
            }

            _totals[key] = (total.Total + increase.Total, _sample);
        }

        return [.. _totals.Select(static kept => new ServiceTotal(kept.Key.Direction, kept.Key.Port, kept.Value.Total))];
    }
}
