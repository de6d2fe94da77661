using System.Runtime.InteropServices;
using System.Text;
using SocketExporter.Kernel.Abi;
using SocketExporter.Kernel.Netlink;

namespace SocketExporter.Kernel.Links;

/// <summary>
/// Reads the interfaces of the network namespace of the thread that reads first, in one dump of rtnetlink. Apart from the table handed out,
/// a known interface allocates nothing. Not for concurrent use.
/// </summary>
public sealed class LinkReader : IDisposable
{
    /// <summary>Attempts at a dump of which nothing is lost and during which no interface comes or goes.</summary>
    public const int MaxDumps = 3;

    /// <summary>Interfaces of one network namespace: four times the ports of the largest bridges in use. Each is remembered.</summary>
    public const int MaxInterfaces = 65_536;

    private readonly NetlinkDump _dump;
    private readonly EthtoolSpeed? _ethtool;
    private readonly SpeedQuestion _speed;
    private readonly Dictionary<int, KnownLink> _known = [];
    private LinkRow[] _rows = new LinkRow[16];
    private int _count;
    private long _dumps;
    private long _samples;

    public LinkReader(KernelSource kernel)
    {
        _dump = new NetlinkDump(kernel.OpenNetlink(NetlinkConstants.NETLINK_ROUTE, "rtnetlink"));
        if (kernel.RecordedSpeed is { } recorded)
        {
            _speed = name => recorded(Encoding.UTF8.GetString(name));
            return;
        }

        _ethtool = new EthtoolSpeed();
        _speed = _ethtool.BytesPerSecond;
    }

    internal LinkReader(INetlinkTransport transport, SpeedQuestion speed)
    {
        _dump = new NetlinkDump(transport);
        _speed = speed;
    }

    /// <summary>
    /// A driver is asked for the speed when its interface is new, when its carrier changed, and every so many samples; not all interfaces in
    /// the same sample, because some drivers ask their firmware.
    /// </summary>
    public int SamplesBetweenSpeeds { get; init; } = 60;

    /// <summary>All interfaces as they are now.</summary>
    /// <exception cref="KernelReadException">The kernel refused, or what it answered is not what it should be.</exception>
    public LinkTable Read()
    {
        _samples++;
        DumpEnd end;
        int attempts = 0;
        do
        {
            try
            {
                end = DumpOnce();
            }
            catch (KernelReadException e) when (e.IsLostData && attempts + 1 < MaxDumps)
            {
                end = DumpEnd.Interrupted;
            }
        }
        while (end == DumpEnd.Interrupted && ++attempts < MaxDumps);

        if (end == DumpEnd.Unsupported)
        {
            throw new KernelReadException("rtnetlink, interfaces: no answer to RTM_GETLINK, expected a list");
        }

        if (_known.Count > _count)
        {
            ForgetGone();
        }

        return new LinkTable(ImmutableCollectionsMarshal.AsImmutableArray(_rows[.._count]), end == DumpEnd.Interrupted);
    }

    public void Dispose()
    {
        _dump.Dispose();
        _ethtool?.Dispose();
    }

    private DumpEnd DumpOnce()
    {
        _dumps++;
        _count = 0;
        var everything = default(ifinfomsg);
        _dump.Start(RtnetlinkConstants.RTM_GETLINK, MemoryMarshal.AsBytes(new ReadOnlySpan<ifinfomsg>(in everything)), "interfaces");
        while (_dump.Next())
        {
            if (_dump.MessageType == RtnetlinkConstants.RTM_NEWLINK)
            {
                Add(LinkMessage.Parse(_dump.Message));
            }
        }

        return _dump.End;
    }

    private void Add(scoped in LinkMessage link)
    {
        ref KnownLink? known = ref CollectionsMarshal.GetValueRefOrAddDefault(_known, link.Index, out _);
        known ??= new KnownLink();
        if (known.LastDump == _dumps)
        {
            return; // an interrupted dump can name an interface twice
        }

        if (_count == MaxInterfaces)
        {
            _known.Clear();
            throw new KernelReadException($"rtnetlink, interfaces: more than {MaxInterfaces}, expected at most so many");
        }

        known.LastDump = _dumps;
        known.Observe(in link);
        UpdateSpeed(known, in link);
        if (_count == _rows.Length)
        {
            Array.Resize(ref _rows, _count * 2);
        }

        _rows[_count++] = new LinkRow
        {
            Index = link.Index,
            Name = known.Name,
            Flags = link.Flags,
            Carrier = link.Carrier,
            CarrierChanges = link.CarrierChanges,
            OperationalState = link.OperationalState,
            MtuBytes = link.MtuBytes,
            TransmitQueueLengthPackets = link.TransmitQueueLengthPackets,
            Kind = known.Kind,
            MacAddress = known.MacAddress,
            SpeedBytesPerSecond = known.SpeedBytesPerSecond,
            Statistics = link.Statistics,
        };
    }

    private void UpdateSpeed(KnownLink known, scoped in LinkMessage link)
    {
        bool changed = !known.SpeedAsked || known.SpeedCarrier != link.Carrier || known.SpeedCarrierChanges != link.CarrierChanges;
        if (!changed && (_samples + link.Index) % SamplesBetweenSpeeds != 0)
        {
            return;
        }

        known.SpeedAsked = true;
        known.SpeedCarrier = link.Carrier;
        known.SpeedCarrierChanges = link.CarrierChanges;

        // Without a carrier some drivers still name a speed (veth: 10 Gbit/s); nothing moves at it.
        known.SpeedBytesPerSecond = link.Carrier == false ? null : _speed(link.Name);
    }

    private void ForgetGone()
    {
        foreach ((int index, KnownLink known) in _known)
        {
            if (known.LastDump != _dumps)
            {
                _known.Remove(index);
            }
        }
    }
}
