using System.Runtime.InteropServices;
using System.Text;
using SocketExporter.Kernel.Abi;
using SocketExporter.Kernel.Netlink;

namespace SocketExporter.Kernel.Links;

/// <summary>
/// Reads the interfaces of the network namespace of the thread that reads first. All about them is read (RTM_GETLINK, 3 µs each) when rtnetlink says that one has come,
/// gone or changed, and every minute; in between only what they count (RTM_GETSTATS, 0.25 µs each, since Linux 4.7). Apart from the table handed out, a known
/// interface allocates nothing. Not for concurrent use.
/// </summary>
public sealed class LinkReader : IDisposable
{
    /// <summary>Attempts at a dump of which nothing is lost and during which no interface comes or goes.</summary>
    public const int MaxDumps = 3;

    /// <summary>Interfaces of one network namespace: four times the ports of the largest bridges in use. Each is remembered.</summary>
    public const int MaxInterfaces = 65_536;

    /// <summary>
    /// After this all is read again, changed or not: a carrier that is lost while the interface is down is not announced (net/core/link_watch.c).
    /// </summary>
    public static readonly TimeSpan ReadAgainAfter = TimeSpan.FromMinutes(1);

    private readonly NetlinkDump _dump;
    private readonly RtnetlinkEvents? _events;
    private readonly EthtoolSpeed? _ethtool;
    private readonly SpeedQuestion _speed;
    private readonly Dictionary<int, KnownLink> _known = [];
    private LinkRow[] _rows = new LinkRow[16];
    private int _count;
    private long _dumps;
    private long _samples;
    private long _readAt;
    private bool _mustRead = true;
    private bool _hasStatistics = true;

    public LinkReader(KernelSource kernel)
    {
        _dump = new NetlinkDump(kernel.OpenNetlink(NetlinkConstants.NETLINK_ROUTE, "rtnetlink"));
        _events = Events(kernel.OpenRtnetlinkEvents(RtnetlinkConstants.RTMGRP_LINK));
        if (kernel.RecordedSpeed is { } recorded)
        {
            _speed = name => recorded(Encoding.UTF8.GetString(name));
            return;
        }

        _ethtool = new EthtoolSpeed();
        _speed = _ethtool.BytesPerSecond;
    }

    /// <param name="events">null: all is read every time.</param>
    internal LinkReader(INetlinkTransport transport, SpeedQuestion speed, INetlinkTransport? events = null)
    {
        _dump = new NetlinkDump(transport);
        _events = Events(events);
        _speed = speed;
    }

    /// <summary>
    /// A driver is asked for the speed when its interface is new, when its carrier changed, and every so many samples; not all interfaces in
    /// the same sample, because some drivers ask their firmware.
    /// </summary>
    public int SamplesBetweenSpeeds { get; init; } = 60;

    /// <summary>Of <see cref="ReadAgainAfter"/>.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>All interfaces as they are now.</summary>
    /// <exception cref="KernelReadException">The kernel refused, or what it answered is not what it should be.</exception>
    public LinkTable Read()
    {
        _samples++;
        _mustRead |= HasChanged(); // before the dumps: what changes during them is heard at the next sample
        if (!_mustRead && _hasStatistics && ReadStatistics())
        {
            return Table(interrupted: false);
        }

        _mustRead = true;
        bool interrupted = ReadAll();
        _mustRead = interrupted;
        _readAt = Time.GetTimestamp();
        return Table(interrupted);
    }

    public void Dispose()
    {
        _dump.Dispose();
        _events?.Dispose();
        _ethtool?.Dispose();
    }

    private static RtnetlinkEvents? Events(INetlinkTransport? transport) => transport is null ? null : new RtnetlinkEvents(transport);

    private bool HasChanged()
    {
        if (_events is null)
        {
            return true;
        }

        bool changed = false;
        _events.Start();
        while (_events.Next())
        {
            changed |= _events.MessageType is RtnetlinkConstants.RTM_NEWLINK or RtnetlinkConstants.RTM_DELLINK;
        }

        return changed || _events.Missed || Time.GetElapsedTime(_readAt) >= ReadAgainAfter;
    }

    private LinkTable Table(bool interrupted) => new(ImmutableCollectionsMarshal.AsImmutableArray(_rows[.._count]), interrupted);

    /// <returns>Whether interfaces came and went during every attempt.</returns>
    private bool ReadAll()
    {
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

        return end == DumpEnd.Interrupted;
    }

    /// <summary>Reads what the known interfaces count; false when that is not enough: the kernel can't say it alone, or these are not the interfaces that are known.</summary>
    private bool ReadStatistics()
    {
        int found = 0;
        try
        {
            var all = new if_stats_msg { filter_mask = IfLinkConstants.STATS_FILTER_LINK_64 };
            _dump.Start(RtnetlinkConstants.RTM_GETSTATS, MemoryMarshal.AsBytes(new ReadOnlySpan<if_stats_msg>(in all)), "statistics of interfaces");
            while (_dump.Next())
            {
                if (_dump.MessageType != RtnetlinkConstants.RTM_NEWSTATS)
                {
                    continue;
                }

                StatisticsMessage message = StatisticsMessage.Parse(_dump.Message);
                if (message.Statistics is not { } counted || !_known.TryGetValue(message.Index, out KnownLink? known) || known.LastStatistics == _samples)
                {
                    return false;
                }

                known.LastStatistics = _samples;
                found++;
                ref LinkRow row = ref _rows[known.Position];
                UpdateSpeed(known, row.Index, row.Carrier, row.CarrierChanges);
                row = row with { Statistics = counted with { CarrierChanges = row.CarrierChanges }, SpeedBytesPerSecond = known.SpeedBytesPerSecond };
            }
        }
        catch (KernelReadException)
        {
            return false; // all is read instead; what is wrong with the kernel's answers is said there
        }

        _hasStatistics = _dump.End != DumpEnd.Unsupported;
        return found == _count && _dump.End == DumpEnd.Complete;
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
        known.Position = _count;
        known.Observe(in link);
        UpdateSpeed(known, link.Index, link.Carrier, link.CarrierChanges);
        if (_count == _rows.Length)
        {
            Array.Resize(ref _rows, _count * 2);
        }

        _rows[_count++] = new LinkRow
        {
            Index = link.Index,
            Name = known.Name,
            NameBytes = known.NameBytes,
            Flags = link.Flags,
            Carrier = link.Carrier,
            CarrierChanges = link.CarrierChanges,
            OperationalState = link.OperationalState,
            MtuBytes = link.MtuBytes,
            TransmitQueueLengthPackets = link.TransmitQueueLengthPackets,
            Kind = known.Kind,
            MacAddress = known.MacAddress,
            SpeedBytesPerSecond = known.SpeedBytesPerSecond,
            Statistics = link.Statistics is { } counted ? counted with { CarrierChanges = link.CarrierChanges } : null,
        };
    }

    private void UpdateSpeed(KnownLink known, int index, bool? carrier, uint? carrierChanges)
    {
        bool changed = !known.SpeedAsked || known.SpeedCarrier != carrier || known.SpeedCarrierChanges != carrierChanges;
        if (!changed && (_samples + index) % SamplesBetweenSpeeds != 0)
        {
            return;
        }

        known.SpeedAsked = true;
        known.SpeedCarrier = carrier;
        known.SpeedCarrierChanges = carrierChanges;

        // Without a carrier some drivers still name a speed (veth: 10 Gbit/s); nothing moves at it.
        known.SpeedBytesPerSecond = carrier == false ? null : _speed(known.NameBytes.Span);
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
