using SocketExporter.Kernel.Netlink;
using SocketExporter.Kernel.Sockets;

namespace SocketExporter.Netstat;

/// <summary>
/// TCP, SCTP, UDP, UDP-Lite and raw sockets, each protocol IPv4 before IPv6. Rows are printed as the kernel tells them: none is kept.
/// </summary>
internal sealed class InternetView : INetstatView
{
    public bool IsAskedFor(NetstatRequest request) => request.ShowsInternet;

    public void Show(NetstatContext context)
    {
        NetstatRequest request = context.Request;
        if (request.Programs)
        {
            context.Programs.Read(context.Error);
        }

        var rows = new InternetRows(context);
        rows.WriteHeadings();
        if (request.Tcp)
        {
            ShowTcp(context, rows);
        }

        if (request.Udp)
        {
            ShowUdp(context, rows);
        }
    }

    private static void ShowTcp(NetstatContext context, InternetRows rows)
    {
        NetstatRequest request = context.Request;
        bool listeners = request.All || request.Listening;
        bool connections = request.All || !request.Listening;
        ListenerUsers? users = request.Extended > 0 && connections ? ListenerUsers.Read(context.Kernel) : null;
        using var reader = new TcpFamilyReader(context.Kernel);
        foreach (IpFamily family in Families(request))
        {
            reader.Start(family, listeners, connections, withInfo: request.Timers);
            while (reader.Next())
            {
                ref readonly InetSocketRow row = ref reader.Row;

                // net-tools takes a socket without a remote port for a listener.
                if (request.All || (row.RemotePort == 0) == request.Listening)
                {
                    rows.WriteTcp(in row, users);
                }
            }
        }
    }

    private static void ShowUdp(NetstatContext context, InternetRows rows)
    {
        NetstatRequest request = context.Request;
        using var reader = new UdpSocketReader(context.Kernel);
        reader.Start();
        while (reader.Next())
        {
            ref readonly InetSocketRow row = ref reader.Row;
            if ((row.Family == IpFamily.Ipv4 ? request.Ipv4 : request.Ipv6) && IsWanted(request, in row))
            {
                rows.WriteUdp(in row, row.Family == IpFamily.Ipv4 ? "udp"u8 : "udp6"u8);
            }
        }
    }

    /// <summary>net-tools takes a socket without a remote address for a server.</summary>
    private static bool IsWanted(NetstatRequest request, in InetSocketRow row)
        => request.All || IsServer(in row) == request.Listening;

    /// <summary>::ffff:0.0.0.0 is an address.</summary>
    private static bool IsServer(in InetSocketRow row) => row.Remote == (row.Family == IpFamily.Ipv4 ? IpAddress.AnyIpv4 : IpAddress.AnyIpv6);

    private static IEnumerable<IpFamily> Families(NetstatRequest request)
    {
        if (request.Ipv4)
        {
            yield return IpFamily.Ipv4;
        }

        if (request.Ipv6)
        {
            yield return IpFamily.Ipv6;
        }
    }
}
