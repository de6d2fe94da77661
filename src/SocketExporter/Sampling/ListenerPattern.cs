using SocketExporter.Config;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Snapshots;

namespace SocketExporter.Sampling;

/// <summary>An entry of the configuration as listeners are compared with it.</summary>
internal sealed class ListenerPattern
{
    private readonly ListenerEntry _entry;
    private readonly IpAddress? _address;

    public ListenerPattern(ListenerEntry entry)
    {
        _entry = entry;
        Protocol = entry.Protocol == "tcp" ? EndpointProtocol.TcpListener : EndpointProtocol.Udp;
        if (entry.Address is { } address)
        {
            Span<byte> bytes = stackalloc byte[16];
            address.TryWriteBytes(bytes, out int written);
            _address = IpAddress.FromNetworkOrder(bytes, written == 4 ? IpFamily.Ipv4 : IpFamily.Ipv6);
        }
    }

    public EndpointProtocol Protocol { get; }

    public int FirstPort => _entry.FirstPort;

    /// <summary>Included.</summary>
    public int LastPort => _entry.LastPort;

    /// <summary>The entry and whether it is there, for the snapshot.</summary>
    public ExpectedListener AsExpected(bool isUp) => new(Protocol, _entry.Place, (ushort)FirstPort, isUp);

    /// <summary>
    /// Whether somebody who goes where the entry says comes to this listener. A wildcard takes what goes to any address of its family, the one of IPv6 what goes to IPv4
    /// too, unless the socket is for IPv6 alone.
    /// </summary>
    public bool IsServedBy(in EndpointSocket listener)
    {
        if (!HasPort(listener))
        {
            return false;
        }

        IpAddress at = AddressOf(listener);
        if (_address is { } address)
        {
            return at == address || (at == IpAddress.AnyIpv4 && address.IsMapped) || (at == IpAddress.AnyIpv6 && (!address.IsMapped || TakesIpv4(listener)));
        }

        return _entry.Place switch
        {
            ListenerEntry.Any => !at.IsLoopback,
            ListenerEntry.Loopback => at.IsLoopback || at.IsAny,
            _ => true,
        };
    }

    /// <summary>
    /// Whether nobody comes to this listener but by where the entry says. 0.0.0.0 stands for every IPv4 address, [::] for every address of both families, as a socket bound
    /// to it serves both.
    /// </summary>
    public bool Covers(in EndpointSocket listener)
    {
        if (!HasPort(listener))
        {
            return false;
        }

        IpAddress at = AddressOf(listener);
        if (_address is { } address)
        {
            return at == address || address == IpAddress.AnyIpv6 || (address == IpAddress.AnyIpv4 && at.IsMapped);
        }

        return _entry.Place != ListenerEntry.Loopback || at.IsLoopback;
    }

    private bool HasPort(in EndpointSocket listener)
        => listener.Protocol == Protocol && listener.LocalPort >= _entry.FirstPort && listener.LocalPort <= _entry.LastPort;

    private static IpAddress AddressOf(in EndpointSocket listener)
        => listener.Family == IpFamily.Ipv4 && listener.Address.IsAny ? IpAddress.AnyIpv4 : listener.Address;

    private static bool TakesIpv4(in EndpointSocket listener) => listener is { Family: IpFamily.Ipv6, IsIpv6Only: false };
}
