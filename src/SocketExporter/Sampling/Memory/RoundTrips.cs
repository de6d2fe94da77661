using SocketExporter.Kernel.Sockets;
using SocketExporter.Snapshots;

namespace SocketExporter.Sampling.Memory;

/// <summary>
/// Round-trip times of the established connections of one sample, by service and bucket: one observation for each connection and walk that carries tcp_info. Nothing is kept of a connection.
/// </summary>
internal sealed class RoundTrips : ITcpMemory
{
    /// <summary>Services told apart before they are folded; 200 B each. Many more than are shown, so that those are right.</summary>
    public const int MaxServices = 10_000;

    private readonly Dictionary<(Direction Direction, ServicePort Port), Observations> _services = [];
    private InformationTurn _turn;

    public IReadOnlyList<TcpState> States { get; } = [TcpState.Established];

    public IEnumerable<TrackedSockets> Tracked => [new("rtt_services", _services.Count, MaxServices)];

    public bool WantsInformation => _turn.IsDue;

    public bool LooksAtInformationOnly => true;

    public void BeginSample(DateTimeOffset now) => Discard();

    /// <summary>A walk that carries it for another reason is left alone: where many connections have a queue that is every one, and would weigh and cost six times as much.</summary>
    public void BeginWalk(bool withInformation) => _turn.BeginWalk(withInformation && _turn.IsDue);

    public void Observe(in InetSocketRow row, Direction direction, ServicePort port)
    {
        // 0: nothing has been measured yet.
        if (_turn.IsInformed && row.RoundTripMicroseconds is { } microseconds and > 0)
        {
            Of((direction, port)).Add(microseconds);
        }
    }

    public void Discard()
    {
        foreach (Observations observations in _services.Values)
        {
            observations.Clear();
        }
    }

    public Snapshot EndSample(Snapshot snapshot, SocketAttribution owners)
    {
        _turn.EndSample();
        if (!_turn.IsInformed)
        {
            return snapshot with { RoundTrips = [] };
        }

        foreach ((Direction Direction, ServicePort Port) gone in _services.Where(static service => service.Value.IsEmpty).Select(static service => service.Key).ToArray())
        {
            _services.Remove(gone);
        }

        return snapshot with { RoundTrips = [.. _services.Select(static service => service.Value.ToRow(service.Key.Direction, service.Key.Port))] };
    }

    private Observations Of((Direction Direction, ServicePort Port) service)
    {
        if (_services.TryGetValue(service, out Observations? observations))
        {
            return observations;
        }

        if (_services.Count >= MaxServices && service.Port != ServicePort.Other)
        {
            return Of((service.Direction, ServicePort.Other));
        }

        _services.Add(service, observations = new Observations());
        return observations;
    }

    private sealed class Observations
    {
        private readonly ulong[] _counts = new ulong[RoundTripBuckets.Count];
        private readonly ulong[] _microseconds = new ulong[RoundTripBuckets.Count];

        public bool IsEmpty { get; private set; } = true;

        public void Add(uint microseconds)
        {
            int bucket = RoundTripBuckets.IndexOf(microseconds);
            _counts[bucket]++;
            _microseconds[bucket] += microseconds;
            IsEmpty = false;
        }

        public void Clear()
        {
            Array.Clear(_counts);
            Array.Clear(_microseconds);
            IsEmpty = true;
        }

        public RoundTripRow ToRow(Direction direction, ServicePort port) => new(direction, port, [.. _counts], [.. _microseconds]);
    }
}
