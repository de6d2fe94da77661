using SocketExporter.Kernel.Routes;

namespace SocketExporter.Sampling.Memory;

/// <summary>
/// Counts the changes of one family's default routes. Events tell most of them, at once. Some have none: an interface that goes down takes its routes of IPv4 along in silence, and of a
/// storm the kernel loses a part. Those are seen by comparing what is read with what was read before, and count at least once.
/// </summary>
internal sealed class DefaultRouteMemory
{
    /// <summary>Default routes that are compared; of more only the events count.</summary>
    public const int Capacity = 256;

    private Dictionary<(uint Table, uint Metric, byte TypeOfService), int> _before = [];
    private Dictionary<(uint Table, uint Metric, byte TypeOfService), int> _now = [];
    private bool _wasRead;
    private long _eventsSinceRead;

    public long Changes { get; private set; }

    /// <summary>Events since the last call. They count once the routes have been read for the first time: what was there at the start is no change.</summary>
    public void Hear(int events)
    {
        if (_wasRead)
        {
            Changes += events;
            _eventsSinceRead += events;
        }
    }

    public void BeginRead() => _now.Clear();

    public void Observe(RouteRow route)
    {
        if (_now.Count >= Capacity)
        {
            return;
        }

        var hops = default(HashCode);
        foreach (ref readonly RouteNextHop hop in route.NextHops)
        {
            hops.Add(hop.Gateway);
            hops.Add(hop.InterfaceIndex);
        }

        // Several with one key (append) are told by the sum of their hops.
        _now.TryGetValue((route.Table, route.Metric, route.TypeOfService), out int before);
        _now[(route.Table, route.Metric, route.TypeOfService)] = before + hops.ToHashCode();
    }

    /// <param name="whole">False: routes changed while they were read, so that one that is missing may be there.</param>
    public void EndRead(bool whole)
    {
        if (!whole)
        {
            return;
        }

        if (_wasRead)
        {
            long changed = _before.Count(entry => !_now.TryGetValue(entry.Key, out int hops) || hops != entry.Value) + _now.Keys.Count(key => !_before.ContainsKey(key));
            Changes += Math.Max(0, changed - _eventsSinceRead);
        }

        _wasRead = true;
        _eventsSinceRead = 0;
        (_before, _now) = (_now, _before);
    }
}
