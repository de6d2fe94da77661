using SocketExporter.Snapshots;

namespace SocketExporter.Sampling.Memory;

/// <summary>Histograms by the service that shows them, cumulative since the start, by the rules of <see cref="ServiceTotals"/>.</summary>
internal sealed class RoundTripTotals
{
    /// <summary>Services that ever had a histogram of their own; 250 B each. Past it the one is forgotten whose last observation is longest ago, of those that are not shown now.</summary>
    public const int Capacity = 1_000;

    private readonly Dictionary<(Direction Direction, ServicePort Port), Total> _totals = [];
    private int _sample;

    public int Count => _totals.Count;

    /// <summary>The histograms that are shown, after these observations.</summary>
    /// <param name="shown">The port under which a service's histogram is shown: its own or a reserved one.</param>
    public IReadOnlyList<RoundTripRow> Add(IReadOnlyList<RoundTripRow> observed, Func<Direction, ServicePort, ServicePort> shown)
    {
        _sample++;
        foreach (RoundTripRow row in observed)
        {
            (Direction Direction, ServicePort Port) key = (row.Direction, shown(row.Direction, row.Port));
            if (!_totals.TryGetValue(key, out Total? total))
            {
                if (_totals.Count >= Capacity)
                {
                    _totals.Remove(_totals.Where(kept => shown(kept.Key.Direction, kept.Key.Port) != kept.Key.Port).MinBy(static kept => kept.Value.Sample).Key);
                }

                _totals.Add(key, total = new Total());
            }

            total.Add(row, _sample);
        }

        return
        [
            .. _totals
                .Where(kept => shown(kept.Key.Direction, kept.Key.Port) == kept.Key.Port)
                .Select(static kept => new RoundTripRow(kept.Key.Direction, kept.Key.Port, [.. kept.Value.Counts], [.. kept.Value.Microseconds])),
        ];
    }

    private sealed class Total
    {
        public readonly ulong[] Counts = new ulong[RoundTripBuckets.Count];
        public readonly ulong[] Microseconds = new ulong[RoundTripBuckets.Count];

        public int Sample { get; private set; }

        public void Add(RoundTripRow row, int sample)
        {
            Sample = sample;
            for (int i = 0; i < Counts.Length; i++)
            {
                Counts[i] += row.Counts[i];
                Microseconds[i] += row.Microseconds[i];
            }
        }
    }
}
