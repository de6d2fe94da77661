using SocketExporter.Kernel.Counters;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Snapshots;

namespace SocketExporter.Sampling.Memory;

/// <summary>
/// Local ports of the ephemeral range that connections outwards use, by source, destination and its port; TIME_WAIT keeps a port too. One connection is one port: the kernel has no two
/// sockets with the same four ends. A socket's own range (IP_LOCAL_PORT_RANGE) is not told and not known.
/// </summary>
internal sealed class EphemeralPorts : ITcpMemory
{
    /// <summary>A tuple is shown from this part of the range on; until it has stayed under <see cref="ShownUntil"/> for <see cref="Kept"/>.</summary>
    public const double ShownFrom = 0.10;

    public const double ShownUntil = 0.08;

    /// <summary>Tuples that may be shown. With the kernel's range two million sockets come to 708 at most.</summary>
    public const int Capacity = 1_024;

    public static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);

    private readonly PortSet _named;
    private readonly TupleCounts _counts = new();
    private readonly Dictionary<PortTuple, Watched> _watched = [];
    private EphemeralPortRange _range = EphemeralPortRange.KernelDefault;
    private DateTimeOffset _now;

    /// <param name="named">Ports that are shown although they lie in the range, as connections to them are.</param>
    public EphemeralPorts(PortSet named) => _named = named;

    public IReadOnlyList<TcpState> States { get; } =
    [
        TcpState.Established, TcpState.SynSent, TcpState.FinWait1, TcpState.FinWait2, TcpState.TimeWait, TcpState.CloseWait, TcpState.LastAck, TcpState.Closing,
    ];

    public IEnumerable<TrackedSockets> Tracked => [new("port_tuples", _counts.Count, TupleCounts.Capacity), new("shown_port_tuples", _watched.Count, Capacity)];

    public bool WantsInformation => false;

    /// <summary>The range of this sample. Before <see cref="BeginSample"/>.</summary>
    public void SetRange(EphemeralPortRange range) => _range = range;

    public void BeginSample(DateTimeOffset now)
    {
        _now = now;
        Discard();
    }

    public void Observe(in InetSocketRow row, Direction direction, ServicePort port)
    {
        if (direction == Direction.Outbound && _range.Contains(row.LocalPort))
        {
            _counts.Add(PortTuple.Of(row), row.Family);
        }
    }

    public void Discard()
    {
        _counts.Clear();
        foreach (PortTuple tuple in _watched.Keys)
        {
            _counts.Pin(tuple);
        }
    }

    public Snapshot EndSample(Snapshot snapshot, SocketAttribution owners)
    {
        int fullest = 0;
        foreach (ref readonly TupleCounts.Slot slot in _counts.Slots)
        {
            if (slot.IsUsed)
            {
                fullest = Math.Max(fullest, slot.Ports);
                Watch(slot, snapshot);
            }
        }

        foreach ((PortTuple tuple, Watched watched) in _watched)
        {
            if (_now - watched.LastLarge > Kept)
            {
                _watched.Remove(tuple);
            }
        }

        // Ports of the range are not shown: destinations that differ in such a one only are shown as the larger of them.
        return snapshot with
        {
            EphemeralPorts = new EphemeralPortUse(
                _range.Count,
                fullest,
                [.. _watched.Values.Where(static one => one.IsShown).GroupBy(static one => one.Name).Select(static group => new TuplePorts(group.Key, group.Max(static one => one.Ports)))]),
        };
    }

    private void Watch(in TupleCounts.Slot slot, Snapshot snapshot)
    {
        if (!_watched.TryGetValue(slot.Tuple, out Watched? watched))
        {
            // None is missed: where the table may have left some out, the next sample counts this tuple exactly. Room is kept for those that are large for sure.
            double shownFrom = ShownFrom * _range.Count;
            if (slot.Ports + _counts.MissedAtMost < shownFrom || _watched.Count >= (slot.Ports >= shownFrom ? Capacity : Capacity / 2))
            {
                return;
            }

            watched = new Watched(NameOf(slot, snapshot)) { LastLarge = _now };
            _watched.Add(slot.Tuple, watched);
        }

        watched.Ports = slot.Ports;
        watched.IsShown |= slot.Ports >= ShownFrom * _range.Count;
        watched.LastLarge = slot.Ports >= ShownUntil * _range.Count ? _now : watched.LastLarge;
        if (slot.IsPinned && !watched.IsShown)
        {
            _watched.Remove(slot.Tuple);
        }
    }

    private TupleName NameOf(in TupleCounts.Slot slot, Snapshot snapshot)
    {
        IpFamily family = slot.HasIpv4 ? IpFamily.Ipv4 : IpFamily.Ipv6;
        PortTuple tuple = slot.Tuple;
        string source = tuple.Source.ToString(family);
        int index = (int)tuple.InterfaceIndex;
        return new TupleName(
            index == 0 ? source : $"{source}%{ReservedLabel.FromName(snapshot.Links?.NameOf(index) ?? $"if{index}")}",
            tuple.Destination.ToString(family),
            _range.Contains(tuple.Port) && !_named.Contains(tuple.Port) ? ReservedLabel.Ephemeral : ((ServicePort)tuple.Port).Text);
    }

    /// <summary>Named when it is first shown, so that it keeps its name when sockets of the other family come or go.</summary>
    private sealed class Watched(TupleName name)
    {
        public TupleName Name { get; } = name;

        public int Ports { get; set; }

        /// <summary>Whether it has used enough of the range. If not, it is only counted exactly once.</summary>
        public bool IsShown { get; set; }

        public DateTimeOffset LastLarge { get; set; }
    }
}
