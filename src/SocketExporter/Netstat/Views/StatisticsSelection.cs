namespace SocketExporter.Netstat.Views;

/// <summary>Which protocols -s shows with -t, -u, -U, -S, -w, -4 and -6. A protocol that nobody knows yet (of a newer kernel) goes with -w.</summary>
internal static class StatisticsSelection
{
    public static bool Shows(NetstatRequest request, string protocol) => IsOfFamily(request, protocol) && protocol switch
    {
        "Tcp" or "TcpExt" or "MPTcpExt" => request.Tcp,
        "Udp" or "Udp6" => request.Udp,
        "UdpLite" or "UdpLite6" => request.UdpLite,
        "Sctp" => request.Sctp,
        _ => request.Raw,
    };

    /// <summary>TCP, MPTCP, SCTP and IPsec count both families in one.</summary>
    private static bool IsOfFamily(NetstatRequest request, string protocol) => protocol switch
    {
        "Tcp" or "TcpExt" or "MPTcpExt" or "Sctp" or "Xfrm" => true,
        _ when protocol.EndsWith('6') => request.Ipv6,
        _ => request.Ipv4,
    };
}
