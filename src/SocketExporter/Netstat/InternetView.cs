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

        if (request.Sctp)
        {
            ShowSctp(context);
        }

        if (request.Udp)
        {
            ShowUdp(context, rows);
        }

        if (request.UdpLite)
        {
            ShowUdpLite(context, rows);
        }

        if (request.Raw)
        {
            ShowRaw(context, rows);
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
            if (IsWanted(request, in row))
            {
                rows.WriteUdp(in row, row.Family == IpFamily.Ipv4 ? "udp"u8 : "udp6"u8);
            }
        }
    }

    private static void ShowUdpLite(NetstatContext context, InternetRows rows)
    {
        using var reader = new InetSocketReader(context.Kernel, InetProtocol.UdpLite);
        reader.Start();
        while (reader.Next())
        {
            ref readonly InetSocketRow row = ref reader.Row;
            if (IsWanted(context.Request, in row))
            {
                rows.WriteUdp(in row, row.Family == IpFamily.Ipv4 ? "udpl"u8 : "udpl6"u8);
            }
        }

        SayIfAbsent(context, reader.Source == SocketSource.Absent, "UDP-Lite sockets", "udplite");
    }

    private static void ShowRaw(NetstatContext context, InternetRows rows)
    {
        using var reader = new InetSocketReader(context.Kernel, InetProtocol.Raw);
        reader.Start();
        while (reader.Next())
        {
            ref readonly InetSocketRow row = ref reader.Row;
            if (IsWanted(context.Request, in row))
            {
                rows.WriteRaw(in row);
            }
        }

        SayIfAbsent(context, reader.Source == SocketSource.Absent, "raw sockets", "raw");
    }

    private static void ShowSctp(NetstatContext context)
    {
        NetstatRequest request = context.Request;
        var rows = new SctpRows(context);
        using var reader = new SctpSocketReader(context.Kernel);
        reader.Start();
        while (reader.Next())
        {
            SctpSocket socket = reader.Socket;
            if (request.All || (socket.Association is null) == request.Listening)
            {
                rows.Write(socket);
            }
        }

        SayIfAbsent(context, !reader.IsPresent, "SCTP sockets", "sctp");
    }

    /// <summary>An empty table would say that there are none.</summary>
    private static void SayIfAbsent(NetstatContext context, bool isAbsent, string what, string module)
    {
        if (isAbsent && (context.Request.NamesProtocol || context.Request.Verbose))
        {
            // Of a recording it can't be told which: the kernel had none, or they were not recorded, as those of SCTP never are.
            context.Complain(context.Request.Replay is null
                ? $"this kernel has no {what}, expected them built in or as a module (modprobe {module})"
                : $"the recording does not hold {what}");
        }
    }

    /// <summary>net-tools takes a socket without a remote address for a server.</summary>
    private static bool IsWanted(NetstatRequest request, in InetSocketRow row)
        => (row.Family == IpFamily.Ipv4 ? request.Ipv4 : request.Ipv6) && (request.All || IsServer(in row) == request.Listening);

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
