using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using SocketExporter.Kernel.Io;

namespace SocketExporter.Web;

/// <summary>Binds the daemon's listening sockets, so that what fails is said in the words of its own flag.</summary>
internal static class ListenSockets
{
    /// <exception cref="ListenException">The address can't be bound.</exception>
    public static Socket Bind(EndPoint endpoint)
    {
        RemoveStale(endpoint);
        try
        {
            return SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
        }
        catch (SocketException e) when (IsAnyAddress(endpoint, out int port) && IsWithoutIPv6(e.SocketErrorCode))
        {
            return Bind(new IPEndPoint(IPAddress.Any, port));
        }
        catch (SocketException e)
        {
            throw new ListenException($"cannot listen on {Spell(endpoint)}: {Reason(endpoint, e)}; choose another with --web.listen-address");
        }
    }

    /// <summary>As the flag takes it: <c>:10105</c> for any address, <c>unix:/path</c>.</summary>
    public static string Spell(EndPoint endpoint)
        => IsAnyAddress(endpoint, out int port) ? $":{port}" : endpoint is UnixDomainSocketEndPoint ? $"unix:{endpoint}" : $"{endpoint}";

    /// <summary>
    /// The file of a unix socket outlives its process; one that nobody answers on is in the way. One that is answered on stays, and so does whatever is no socket:
    /// the bind then says what is wrong.
    /// </summary>
    private static void RemoveStale(EndPoint endpoint)
    {
        if (endpoint is not UnixDomainSocketEndPoint || !UnixSocketFile.Exists($"{endpoint}"))
        {
            return;
        }

        try
        {
            // Not blocking: a listener whose queue is full would hold us for ever.
            using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { Blocking = false };
            probe.Connect(endpoint);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
        {
            File.Delete($"{endpoint}");
        }
        catch (SocketException)
        {
            // Somebody is there.
        }
    }

    private static bool IsAnyAddress(EndPoint endpoint, out int port)
    {
        port = (endpoint as IPEndPoint)?.Port ?? 0;
        return endpoint is IPEndPoint ip && ip.Address.Equals(IPAddress.IPv6Any);
    }

    private static bool IsWithoutIPv6(SocketError error)
        => error is SocketError.AddressFamilyNotSupported or SocketError.AddressNotAvailable or SocketError.ProtocolFamilyNotSupported;

    private static string Reason(EndPoint endpoint, SocketException e) => e.SocketErrorCode switch
    {
        SocketError.AddressNotAvailable when endpoint is UnixDomainSocketEndPoint => "its directory does not exist",
        SocketError.AccessDenied when endpoint is UnixDomainSocketEndPoint => "permission denied for its directory",
        SocketError.AddressAlreadyInUse => "address already in use",
        SocketError.AddressNotAvailable => "no interface of this host has the address",
        SocketError.AccessDenied => "permission denied (ports below ip_unprivileged_port_start want CAP_NET_BIND_SERVICE)",
        _ => e.Message,
    };
}
