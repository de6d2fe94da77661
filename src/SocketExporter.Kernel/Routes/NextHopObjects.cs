using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SocketExporter.Kernel.Abi;
using SocketExporter.Kernel.Netlink;
using SocketExporter.Kernel.Sockets;

namespace SocketExporter.Kernel.Routes;

/// <summary>
/// Nexthop objects (since Linux 5.3), which several routes can share. Asked for only when a route says nothing but the number of its object: then all at once.
/// </summary>
internal sealed class NextHopObjects : IDisposable
{
    /// <summary>More than any router has; each is remembered while routes are read.</summary>
    public const int MaxObjects = 65_536;

    private readonly NetlinkDump _dump;
    private readonly Dictionary<uint, RouteNextHop> _hops = [];
    private readonly Dictionary<uint, nexthop_grp[]> _groups = [];
    private bool _isRead;

    public NextHopObjects(KernelSource kernel)
        : this(kernel.OpenNetlink(NetlinkConstants.NETLINK_ROUTE, "rtnetlink"))
    {
    }

    internal NextHopObjects(INetlinkTransport transport)
    {
        _dump = new NetlinkDump(transport);
    }

    /// <summary>They are asked for again when they are needed next.</summary>
    public void Forget()
    {
        if (_isRead)
        {
            _hops.Clear();
            _groups.Clear();
            _isRead = false;
        }
    }

    /// <summary>Adds the hops of the object that the route names; none where it has gone meanwhile.</summary>
    /// <exception cref="KernelReadException">They can't be read.</exception>
    public void AddTo(RouteRow row)
    {
        if (!_isRead)
        {
            Read();
        }

        if (_hops.TryGetValue(row.NextHopId, out RouteNextHop hop))
        {
            row.Add(hop);
        }

        foreach (nexthop_grp member in _groups.GetValueOrDefault(row.NextHopId, []))
        {
            if (_hops.TryGetValue(member.id, out RouteNextHop of))
            {
                row.Add(of with { Weight = member.weight + (member.weight_high << 8) + 1 });
            }
        }
    }

    /// <summary>An RTM_NEWNEXTHOP message without its nlmsghdr: one hop, or the members of a group.</summary>
    /// <exception cref="KernelReadException">Something is shorter than it must be.</exception>
    public static uint Parse(ReadOnlySpan<byte> message, out RouteNextHop hop, out nexthop_grp[] group)
    {
        nhmsg header = NetlinkBytes.Read<nhmsg>(message, "nhmsg");
        uint id = 0;
        int interfaceIndex = 0;
        IpAddress? gateway = null;
        IpFamily family = IpFamily.Ipv4;
        group = [];
        var attributes = new NetlinkAttributes(message[Unsafe.SizeOf<nhmsg>()..], "nhmsg");
        while (attributes.Next())
        {
            ReadOnlySpan<byte> payload = attributes.Payload;
            switch (attributes.Type)
            {
                case NexthopConstants.NHA_ID:
                    id = NetlinkBytes.Read<uint>(payload, "NHA_ID");
                    break;
                case NexthopConstants.NHA_OIF:
                    interfaceIndex = NetlinkBytes.Read<int>(payload, "NHA_OIF");
                    break;
                case NexthopConstants.NHA_GATEWAY:
                    gateway = RouteParser.Address(payload, "NHA_GATEWAY");
                    family = payload.Length == 4 ? IpFamily.Ipv4 : IpFamily.Ipv6;
                    break;
                case NexthopConstants.NHA_GROUP:
                    group = payload.Length % Unsafe.SizeOf<nexthop_grp>() == 0
                        ? MemoryMarshal.Cast<byte, nexthop_grp>(payload).ToArray()
                        : throw new KernelReadException($"NHA_GROUP: {payload.Length} bytes, expected a multiple of {Unsafe.SizeOf<nexthop_grp>()}");
                    break;
            }
        }

        hop = new RouteNextHop(gateway, family, interfaceIndex, 1, (byte)header.nh_flags);
        return id;
    }

    public void Dispose() => _dump.Dispose();

    private void Read()
    {
        _isRead = true;
        var everything = default(nhmsg);
        _dump.Start(RtnetlinkConstants.RTM_GETNEXTHOP, MemoryMarshal.AsBytes(new ReadOnlySpan<nhmsg>(in everything)), "nexthop objects");
        while (_dump.Next())
        {
            if (_dump.MessageType != RtnetlinkConstants.RTM_NEWNEXTHOP)
            {
                continue;
            }

            uint id = Parse(_dump.Message, out RouteNextHop hop, out nexthop_grp[] group);
            if (_hops.Count + _groups.Count >= MaxObjects)
            {
                throw new KernelReadException($"rtnetlink, nexthop objects: more than {MaxObjects}, expected at most so many");
            }

            if (group.Length > 0)
            {
                _groups[id] = group;
            }
            else
            {
                _hops[id] = hop;
            }
        }
    }
}
