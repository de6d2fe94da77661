using SocketExporter.Kernel.Abi;
using SocketExporter.Kernel.Netlink;
using SocketExporter.Kernel.Sockets;

namespace SocketExporter.Kernel.Routes;

/// <summary>
/// Hears that routes have changed, so that they are read again only then. Interfaces and addresses belong to it: with them routes of IPv4 go without an event of their own
/// (net/ipv4/fib_frontend.c, fib_sync_down_dev). Not for concurrent use.
/// </summary>
public sealed class RouteWatch : IDisposable
{
    private const uint Groups = RtnetlinkConstants.RTMGRP_LINK | RtnetlinkConstants.RTMGRP_IPV4_IFADDR | RtnetlinkConstants.RTMGRP_IPV6_IFADDR
        | RtnetlinkConstants.RTMGRP_IPV4_ROUTE | RtnetlinkConstants.RTMGRP_IPV6_ROUTE | RtnetlinkConstants.RTMGRP_NEXTHOP;

    private readonly RtnetlinkEvents? _events;
    private readonly RouteRow _row = new();
    private bool _hasLooked;

    public RouteWatch(KernelSource kernel)
        : this(kernel.OpenRtnetlinkEvents(Groups) is { } transport ? new RtnetlinkEvents(transport) : null)
    {
    }

    /// <param name="events">Null: there are no events, because nothing changes; after the first look nothing has.</param>
    internal RouteWatch(RtnetlinkEvents? events)
    {
        _events = events;
    }

    /// <summary>
    /// What has happened since the last look. To be asked before routes are read, so that what changes meanwhile is heard the next time. Waits for nothing, and throws nothing: what can't be
    /// heard is <see cref="RouteChanges.Missed"/>.
    /// </summary>
    public RouteChanges Look()
    {
        if (_events is null)
        {
            bool first = !_hasLooked;
            _hasLooked = true;
            return new RouteChanges(first, first, 0, 0, Missed: first);
        }

        bool routes = false;
        bool interfaces = false;
        bool unreadable = false;
        Span<int> defaults = stackalloc int[2];
        _events.Start();
        while (_events.Next())
        {
            bool isRoute = _events.MessageType is RtnetlinkConstants.RTM_NEWROUTE or RtnetlinkConstants.RTM_DELROUTE;
            interfaces |= !isRoute && _events.MessageType is not (RtnetlinkConstants.RTM_NEWNEXTHOP or RtnetlinkConstants.RTM_DELNEXTHOP);
            routes = true;
            if (isRoute)
            {
                try
                {
                    if (IsDefault(_events.Message, _row))
                    {
                        defaults[(int)_row.Family]++;
                    }
                }
                catch (KernelReadException)
                {
                    unreadable = true;
                }
            }
        }

        bool missed = _events.Missed || unreadable;
        return new RouteChanges(routes || missed, interfaces || missed, defaults[(int)IpFamily.Ipv4], defaults[(int)IpFamily.Ipv6], missed);
    }

    /// <summary>Whether an event, without its nlmsghdr, is about a default route; the row is then that route. Most are not: those are seen by their fixed part alone.</summary>
    /// <exception cref="KernelReadException">It is cut.</exception>
    internal static bool IsDefault(ReadOnlySpan<byte> message, RouteRow row)
        => NetlinkBytes.Read<rtmsg>(message, "rtmsg").rtm_dst_len == 0 && RouteParser.Parse(message, row) && row is { IsDefault: true, IsCloned: false };

    public void Dispose() => _events?.Dispose();
}
