using SocketExporter.Kernel.Links;
using SocketExporter.Snapshots;

namespace SocketExporter.Sampling.Memory;

/// <summary>
/// Interface counters by the series that shows them. Each increment of the kernel's counters goes to the name that is shown at that moment, so neither an interface
/// that is made anew nor one that moves into <c>&lt;other&gt;</c> lets a series fall.
/// </summary>
internal sealed class InterfaceTotals
{
    /// <summary>Names with a total; past it the one unseen for longest is forgotten and starts again at the kernel's value.</summary>
    public const int Capacity = 1_000;

    /// <summary>How long an interface that is not seen is remembered: one that was moved away and comes back has counted on, not anew.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);

    private readonly Dictionary<(int Index, string Name), (LinkStatistics Last, DateTimeOffset Seen)> _last = [];
    private readonly Dictionary<string, (LinkStatistics Total, int Sample)> _totals = [];
    private int _sample;
    private DateTimeOffset _now;

    public int Count => _totals.Count;

    public void BeginSample(DateTimeOffset now)
    {
        _sample++;
        _now = now;
    }

    /// <summary>Credits what the interface has counted since it was last seen, and gives the total of the series.</summary>
    /// <param name="name">The kernel's name: an index can be given to another interface.</param>
    /// <param name="shownAs">The interface's name, or <c>&lt;other&gt;</c>.</param>
    public LinkStatistics Add(int index, string name, in LinkStatistics now, string shownAs)
    {
        bool known = _last.TryGetValue((index, name), out (LinkStatistics Last, DateTimeOffset Seen) entry);
        LinkStatistics increment = known ? now.Since(entry.Last) : _sample == 1 ? default : now;
        _last[(index, name)] = (now, _now);

        LinkStatistics total;
        if (_totals.TryGetValue(shownAs, out (LinkStatistics Total, int Sample) kept))
        {
            total = kept.Total.Plus(increment);
        }
        else
        {
            if (_totals.Count >= Capacity)
            {
                _totals.Remove(_totals.MinBy(static e => e.Value.Sample).Key);
            }

            // A name shown for the first time shows what the kernel shows; <other> begins with what is counted from now on.
            total = shownAs == ReservedLabel.Other ? increment : now;
        }

        _totals[shownAs] = (total, _sample);
        return total;
    }

    /// <summary>Forgets the interfaces that have not been seen for long; their names' totals are kept.</summary>
    public void EndSample()
    {
        foreach (((int Index, string Name) key, (LinkStatistics Last, DateTimeOffset Seen) entry) in _last)
        {
            if (_now - entry.Seen > Kept)
            {
                _last.Remove(key);
            }
        }
    }
}
