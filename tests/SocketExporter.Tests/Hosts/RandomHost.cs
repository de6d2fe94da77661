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
        Owner[] owners = [Owner.None, Owner.Other, .. Enumerable.Range(0, _processes * 2).Select(i => new Owner($"p{i % _processes}", $"{_random.Next(_uids)}"))];
        Snapshot host = snapshot with
        {
            Owners = owners,
            Tally = Tally(owners.Length),
            Processes = [.. Enumerable.Range(0, _processes).Where(_ => Often()).Select(i => new ProcessFiles($"p{i}", _random.Next(1_000), Often(), Often() ? _random.NextDouble() : null))],
            Endpoints = [.. Enumerable.Range(0, _listeners).Where(_ => Often()).Select(Endpoint)],
            UnixListeners = [.. Enumerable.Range(0, _unixPaths).Where(_ => Often()).Select(i => new UnixListenerGroup($"/run/q{i}", $"p{i % 7}", _random.Next(10), 9, _random.NextDouble()))],
            Links = Links(),
            StuckQueues = [.. Enumerable.Range(0, _random.Next(200)).Select(_ => Stuck(owners.Length))],
        };
        return MadeCounts.With(host, () => Often() ? _random.Next(9) : 0);
    }

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
        return new EndpointGroup(new EndpointName(tcp ? EndpointProtocol.TcpListener : EndpointProtocol.Udp, "0.0.0.0", $"{1 + number}", $"p{number % 5}"), EndpointScope.Any)
        {
            ListeningSockets = _random.Next(1, 4),
            Queue = _random.Next(10),
            QueueLimit = 10,
            FullestRatio = _random.NextDouble(),
            SynRecv = tcp ? _random.Next(3) : 0,
            PeakQueue = watched ? _random.Next(10) : null,
            FullestPeakRatio = watched ? _random.NextDouble() : null,
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
