using System.Runtime.InteropServices;
using SocketExporter.Kernel.Links;
using SocketExporter.Snapshots;

namespace SocketExporter.Sampling.Memory;

/// <summary>
/// Interface counters by the series that shows them. Each increment of the kernel's counters goes to the name that is shown at that moment, so neither an interface
/// that is made anew nor one that moves into <c>&lt;other&gt;</c> lets a series fall. One that is renamed is still the same: what it has counted under its old name
/// is not counted again.
/// </summary>
internal sealed class InterfaceTotals
{
    /// <summary>Names with a total; past it the one unseen for longest is forgotten and starts again at the kernel's value.</summary>
    public const int Capacity = 1_000;

    /// <summary>How long an interface that is not seen is remembered: one that was moved away and comes back has counted on, not anew.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);

    private readonly Dictionary<int, Seen> _last = [];
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
    /// <param name="link">The kernel's name, kind and hardware address tell whether its index has been given to another.</param>
    /// <param name="shownAs">The interface's name, or <c>&lt;other&gt;</c>.</param>
    public LinkStatistics Add(in LinkRow link, in LinkStatistics now, string shownAs)
    {
        ref Seen seen = ref CollectionsMarshal.GetValueRefOrAddDefault(_last, link.Index, out bool known);
        known = known && seen.IsSame(in link);

        // What counted before the exporter began is nobody's increase; what comes later brings all it has.
        LinkStatistics increment = known ? now.Since(seen.Last) : _sample == 1 ? now.Since(now) : now;
        seen = new Seen(link.Name, link.Kind, link.MacAddress, now, _now);

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
        foreach ((int index, Seen seen) in _last)
        {
            if (_now - seen.At > Kept)
            {
                _last.Remove(index);
            }
        }
    }

    private readonly record struct Seen(string Name, string? Kind, string? MacAddress, LinkStatistics Last, DateTimeOffset At)
    {
        public bool IsSame(in LinkRow link) => Name == link.Name || (Kind == link.Kind && MacAddress == link.MacAddress);
    }
}
