using System.Runtime.InteropServices;
using SocketExporter.Kernel.Abi;
using SocketExporter.Kernel.Io;
using SocketExporter.Kernel.Netlink;
using SocketExporter.Kernel.Sockets;

namespace SocketExporter.Kernel.Routes;

/// <summary>
/// The routes of one family in all tables of the network namespace of the thread that reads first. Nothing is allocated per route.
/// <code>reader.Start(IpFamily.Ipv4); while (reader.Next()) { … reader.Row … } reader.WasInterrupted</code>
/// </summary>
public sealed class RouteReader : IDisposable
{
    private readonly NetlinkDump _dump;
    private readonly NextHopObjects _objects;
    private IpFamily _family;
    private bool _hasOwn;
    private bool _hasForeign;

    public RouteReader(KernelSource kernel)
        : this(kernel.OpenNetlink(NetlinkConstants.NETLINK_ROUTE, "rtnetlink"), new NextHopObjects(kernel))
    {
    }

    internal RouteReader(INetlinkTransport transport, NextHopObjects objects)
    {
        _dump = new NetlinkDump(transport);
        _objects = objects;
    }

    /// <summary>The current route. Valid until the next call of <see cref="Next"/>.</summary>
    public RouteRow Row { get; } = new();

    /// <summary>Routes changed while they were read: some may be missing or doubled. To be asked when <see cref="Next"/> has returned false.</summary>
    public bool WasInterrupted => _dump.End == DumpEnd.Interrupted;

    /// <summary>
    /// False: this kernel has not got the family, or a recording does not hold it; not the same as no routes. To be asked when <see cref="Next"/> has returned false.
    /// </summary>
    public bool IsSupported => _dump.End != DumpEnd.Unsupported && (_hasOwn || !_hasForeign);

    /// <exception cref="KernelReadException">The request could not be sent.</exception>
    public void Start(IpFamily family)
    {
        _family = family;
        _hasOwn = _hasForeign = false;
        _objects.Forget();
        var request = new rtmsg { rtm_family = (byte)(family == IpFamily.Ipv4 ? LibC.AfInet : LibC.AfInet6) };
        _dump.Start(RtnetlinkConstants.RTM_GETROUTE, MemoryMarshal.AsBytes(new ReadOnlySpan<rtmsg>(in request)), family == IpFamily.Ipv4 ? "routes of IPv4" : "routes of IPv6");
    }

    /// <exception cref="KernelReadException">The dump failed, or a message is not what it should be.</exception>
    public bool Next()
    {
        while (_dump.Next())
        {
            if (_dump.MessageType != RtnetlinkConstants.RTM_NEWROUTE)
            {
                continue;
            }

            if (!RouteParser.Parse(_dump.Message, Row) || Row.Family != _family)
            {
                _hasForeign = true; // a kernel without the family answers with the routes of those it has
                continue;
            }

            _hasOwn = true;
            if (Row.IsCloned)
            {
                continue;
            }

            if (Row.NextHopId != 0 && Row.NextHops.IsEmpty)
            {
                // net.ipv4.nexthop_compat_mode 0: the route names its object and nothing else.
                _objects.AddTo(Row);
            }

            return true;
        }

        return false;
    }

    public void Dispose()
    {
        _dump.Dispose();
        _objects.Dispose();
    }
}
