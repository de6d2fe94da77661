using SocketExporter.Kernel.Sockets;

namespace SocketExporter.Sampling.Memory;

/// <summary>
/// Which (address, port) listeners cover, now or within the last ten minutes: a connection outlives its listener and stays inbound.
/// Asked once per connection, so the common answers ("no listener on that port", "a wildcard listener") come from bit sets.
/// </summary>
internal sealed class ListenerMemory
{
    /// <summary>How long a listener is remembered after it was last seen.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);

    /// <summary>Distinct (address, port): more than a host with a thousand addresses and sixty listeners has. What is beyond is treated as not listening.</summary>
    public const int Capacity = 65_536;

    private const int Words = 65_536 / 64;

    private readonly Dictionary<(IpAddress Address, ushort Port), DateTimeOffset> _lastSeen = [];
    private readonly ulong[] _anyAddress = new ulong[Words];
    private readonly ulong[] _present = new ulong[Words];
    private readonly ulong[] _wildcardIpv4 = new ulong[Words];
    private readonly ulong[] _wildcardIpv6 = new ulong[Words];
    private DateTimeOffset _now;

    public int Count => _lastSeen.Count;

    /// <summary>Drops what is too old. Call before the first row of a sample.</summary>
    public void BeginSample(DateTimeOffset now)
    {
        _now = now;
        Array.Clear(_anyAddress);
        Array.Clear(_present);
        Array.Clear(_wildcardIpv4);
        Array.Clear(_wildcardIpv6);
        foreach (((IpAddress Address, ushort Port) key, DateTimeOffset seen) in _lastSeen)
        {
            if (now - seen > Kept)
            {
                _lastSeen.Remove(key);
            }
            else
            {
                Mark(key.Address, key.Port);
            }
        }
    }

    /// <summary>Takes note of a listener. In a dump they come before all connections.</summary>
    public void Observe(in InetSocketRow row)
    {
        _present[row.LocalPort >> 6] |= 1UL << (row.LocalPort & 63);
        Remember(row.Family == IpFamily.Ipv4 && row.Local.IsAny ? IpAddress.AnyIpv4 : row.Local, row.LocalPort);
        if (row is { Family: IpFamily.Ipv6, Local.IsAny: true, IsIpv6Only: false })
        {
            Remember(IpAddress.AnyIpv4, row.LocalPort);
        }
    }

    /// <summary>Whether a listener covers this local address and port.</summary>
    public bool Covers(IpAddress local, ushort port)
    {
        int word = port >> 6;
        ulong bit = 1UL << (port & 63);
        return (_anyAddress[word] & bit) != 0
            && (((local.IsMapped ? _wildcardIpv4 : _wildcardIpv6)[word] & bit) != 0 || _lastSeen.ContainsKey((local, port)));
    }

    /// <summary>Whether a listener on this port, whatever its address, is there now and not only remembered.</summary>
    public bool IsPresent(ushort port) => (_present[port >> 6] & (1UL << (port & 63))) != 0;

    private void Remember(IpAddress address, ushort port)
    {
        if (_lastSeen.Count >= Capacity && !_lastSeen.ContainsKey((address, port)))
        {
            return;
        }

        _lastSeen[(address, port)] = _now;
        Mark(address, port);
    }

    private void Mark(IpAddress address, ushort port)
    {
        int word = port >> 6;
        ulong bit = 1UL << (port & 63);
        _anyAddress[word] |= bit;
        if (address == IpAddress.AnyIpv4)
        {
            _wildcardIpv4[word] |= bit;
        }
        else if (address == IpAddress.AnyIpv6)
        {
            _wildcardIpv6[word] |= bit;
        }
    }
}
