using System.Globalization;
using SocketExporter.Kernel.Links;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Snapshots;

namespace SocketExporter.Tests.Hosts;

/// <summary>
/// A host that nobody can foresee but who knows the seed: services, processes, users, listeners, unix paths and interfaces, more of each than is shown by name,
/// which come and go from sample to sample, and counters that only grow, start again or come back.
/// </summary>
internal sealed class RandomHost
{
    private static readonly TcpState[] States = [.. Enum.GetValues<TcpState>().Where(static state => state is >= TcpState.Established and <= TcpState.Closing and not TcpState.Listen)];

    private readonly Random _random;
    private readonly int _services;
    private readonly int _processes;
    private readonly int _uids;
    private readonly int _groups;
    private readonly int _listeners;
    private readonly int _unixPaths;
    private readonly List<LinkRow> _links = [];
    private int _nextLink = 1;
    private bool _begun;

    public RandomHost(int seed)
    {
        _random = new Random(seed);
        _services = _random.Next(1, 3_000);
        _processes = _random.Next(1, 400);
        _uids = _random.Next(1, 120);
        _groups = _random.Next(1, 800);
        _listeners = _random.Next(1, 900);
        _unixPaths = _random.Next(1, 150);
        for (int i = _random.Next(0, 150); i > 0; i--)
        {
            AddLink();
        }
    }

    /// <summary>What each interface of the last sample has counted since the sample before, by name; of one that is new, all it has, and nothing in the first sample.</summary>
    public Dictionary<string, ulong> ReceivedSinceLast { get; } = [];

    /// <param name="snapshot">Of which the sockets, processes and interfaces are replaced.</param>
    public Snapshot Next(Snapshot snapshot)
    {
        Owner[] owners = [Owner.None, Owner.Other, .. Enumerable.Range(0, _processes * 2).Select(i => new Owner($"p{i % _processes}", $"{_random.Next(_uids)}") { ControlGroup = ControlGroup() })];
        Snapshot host = snapshot with
        {
            Owners = owners,
            ControlGroups = new ControlGroupSight(IsMounted: true, IsTold: true, owners.Length, 0),
            Tally = Tally(owners.Length),
            CloseWaits = [.. Services(4).Select(service => new CloseWaitsRow(service.Direction, service.Port, _random.Next(owners.Length), _random.Next(50), _random.Next(9), true, Often() ? _random.Next(100) : null))],
            TimeWaitStarts = [.. Services(2).DistinctBy(static service => service).Select(service => new ServiceTotal(service.Direction, service.Port, (ulong)_random.Next(1, 1_000)))],
            EphemeralPorts = new EphemeralPortUse(28_232, 9_000, [.. Enumerable.Range(0, _random.Next(40)).Select(i => new TuplePorts(new TupleName("10.0.0.1", $"10.0.0.{i}", "443"), _random.Next(9_000)))]),
            Processes = [.. Enumerable.Range(0, _processes).Where(_ => Often()).Select(i => new ProcessFiles($"p{i}", _random.Next(1_000), Often(), Often() ? _random.NextDouble() : null))],
            Endpoints = [.. Enumerable.Range(0, _listeners).Where(_ => Often()).Select(Endpoint)],
            UnixListeners = [.. Enumerable.Range(0, _unixPaths).Where(_ => Often()).Select(i => new UnixListenerGroup($"/run/q{i}", $"p{i % 7}", _random.Next(10), 9, _random.NextDouble()))],
            Links = Links(),
            StuckQueues = [.. Enumerable.Range(0, _random.Next(200)).Select(_ => Stuck(owners.Length))],
        };
        return MadeCounts.With(host, () => Often() ? _random.Next(9) : 0);
    }

    /// <summary>One of so many, and some of them again and again.</summary>
    private IEnumerable<(Direction Direction, ServicePort Port)> Services(int oneOf)
        => Enumerable.Range(0, _services / oneOf).Select(_ => ((Direction)_random.Next((int)Direction.Inbound, (int)Direction.Outbound + 1), (ServicePort)(ushort)(1 + _random.Next(_services))));
    /// <summary>A unit, a container in or outside of a pod, a pod without one that is known, or nothing.</summary>
    private ControlGroupLabels ControlGroup() => _random.Next(4) switch
    {
        0 => new ControlGroupLabels($"u{_random.Next(_groups)}.service", ReservedLabel.None, ReservedLabel.None),
        1 => new ControlGroupLabels(ReservedLabel.None, $"c{_random.Next(_groups)}", Often() ? $"p{_random.Next(_groups)}" : ReservedLabel.None),
        2 => new ControlGroupLabels(ReservedLabel.None, ReservedLabel.None, $"p{_random.Next(_groups)}"),
        _ => ControlGroupLabels.Unknown,
    };

    private StuckQueuesRow Stuck(int owners)
    {
        int receiving = _random.Next(3);
        int[] sending = [_random.Next(3), _random.Next(3), _random.Next(3)];
        return new StuckQueuesRow(
            (Direction)_random.Next((int)Direction.Inbound, (int)Direction.Outbound + 1),
            (ushort)(1 + _random.Next(_services)),
            _random.Next(owners),
            receiving,
            receiving > 0 ? _random.Next(10, 100) : 0,
            sending,
            sending.Sum() > 0 ? _random.Next(10, 100) : 0);
    }

    private TallyRow[] Tally(int owners)
    {
        var tally = new SocketTally();
        for (int i = 0; i < _services; i++)
        {
            if (!Often())
            {
                continue;
            }

            for (int sockets = _random.Next(1, 4); sockets > 0; sockets--)
            {
                uint receive = (uint)_random.Next(100);
                uint send = (uint)_random.Next(100);
                var key = new TallyKey(TallyProtocol.Tcp, (IpFamily)_random.Next(2), (byte)States[_random.Next(States.Length)], (Direction)_random.Next((int)Direction.Inbound, (int)Direction.Outbound + 1), (ushort)(1 + i));
                tally.Add(key.WithOwner(_random.Next(owners)), receive, send, receive > 50, send > 50);
            }
        }

        for (int i = 0; i < 300; i++)
        {
            tally.Add(new TallyKey(TallyProtocol.Udp, IpFamily.Ipv4, (byte)(Often() ? TcpState.Established : TcpState.Close), Direction.None, ServicePort.None).WithOwner(_random.Next(owners)), (uint)_random.Next(9), 0, false, false);
            tally.Add(new TallyKey(Often() ? TallyProtocol.UdpLite : TallyProtocol.Raw, IpFamily.Ipv6, (byte)(Often() ? TcpState.Established : TcpState.Close), Direction.None, ServicePort.None).WithOwner(_random.Next(owners)), (uint)_random.Next(9), 0, false, false);
            tally.Add(new TallyKey((TallyProtocol)_random.Next((int)TallyProtocol.UnixStream, (int)TallyProtocol.UnixSeqpacket + 1), IpFamily.Ipv4, (byte)UnixSocketState.Connected, Direction.None, ServicePort.None).WithOwner(_random.Next(owners)), 0, (uint)_random.Next(9), false, false);
        }

        return tally.ToRows();
    }

    private EndpointGroup Endpoint(int number)
    {
        bool tcp = number % 3 != 0;
        bool watched = Often();
        int peak = _random.Next(10);
        return new EndpointGroup(new EndpointName(tcp ? EndpointProtocol.TcpListener : EndpointProtocol.Udp, "0.0.0.0", $"{1 + number}", $"p{number % 5}"), EndpointScope.Any)
        {
            ListeningSockets = _random.Next(1, 4),
            Queue = _random.Next(10),
            QueueLimit = 10,
            FullestRatio = _random.NextDouble(),
            SynRecv = tcp ? _random.Next(3) : 0,
            PeakQueue = watched ? peak : null,
            FullestPeakRatio = watched ? peak / 10.0 : null,
            FullSeconds = tcp && watched ? _random.Next(20) * 0.25 : 0,
            IsUnexpected = _random.Next(3) == 0,
            Drops = _random.Next(4) == 0 ? _random.Next(1_000) : 0,
        };
    }

    private LinkTable Links()
    {
        bool first = !_begun;
        _begun = true;
        ReceivedSinceLast.Clear();
        for (int i = 0; i < _links.Count; i++)
        {
            ulong before = _links[i].Statistics!.Value.ReceivedBytes;
            bool again = !first && _random.Next(40) == 0;
            ulong now = again ? (ulong)_random.Next(50) : before + (ulong)_random.Next(1_000);
            _links[i] = _links[i] with { Statistics = new LinkStatistics { ReceivedBytes = now } };
            ReceivedSinceLast[_links[i].Name] = first ? 0 : now >= before ? now - before : now;
        }

        if (!first)
        {
            for (int i = _links.Count / 10; i > 0; i--)
            {
                LinkRow gone = _links[_random.Next(_links.Count)];
                _links.Remove(gone);
                ReceivedSinceLast.Remove(gone.Name);
                LinkRow added = AddLink();
                ReceivedSinceLast[added.Name] = added.Statistics!.Value.ReceivedBytes;
            }
        }

        return new LinkTable([.. _links], interrupted: false);
    }

    /// <summary>An index that never was, a name that is free and may have been there before.</summary>
    private LinkRow AddLink()
    {
        string name;
        do
        {
            string prefix = _random.Next(3) == 0 ? "veth" : "eth";
            name = string.Create(CultureInfo.InvariantCulture, $"{prefix}{_random.Next(300)}");
        }
        while (_links.Exists(link => link.Name == name));

        var added = new LinkRow { Index = _nextLink++, Name = name, MtuBytes = 1500, Statistics = new LinkStatistics { ReceivedBytes = (ulong)_random.Next(100_000) } };
        _links.Add(added);
        return added;
    }

    private bool Often() => _random.Next(4) != 0;
}
