using SocketExporter.Kernel.Sockets;
using SocketExporter.Snapshots;

namespace SocketExporter.Collectors;

/// <summary>States as label values: the kernel's names in lower case.</summary>
internal static class StateNames
{
    /// <summary>All eleven, in the kernel's order.</summary>
    public static readonly TcpState[] AllTcp =
    [
        TcpState.Established, TcpState.SynSent, TcpState.SynRecv, TcpState.FinWait1, TcpState.FinWait2, TcpState.TimeWait,
        TcpState.Close, TcpState.CloseWait, TcpState.LastAck, TcpState.Listen, TcpState.Closing,
    ];

    /// <summary>All that the kernel tells.</summary>
    public static readonly TcpTimer[] AllTimers = [TcpTimer.None, TcpTimer.Retransmit, TcpTimer.Keepalive, TcpTimer.TimeWait, TcpTimer.WindowProbe];

    public static readonly UnixSocketState[] AllUnix =
    [
        UnixSocketState.Listening, UnixSocketState.Connecting, UnixSocketState.Connected, UnixSocketState.Unconnected, UnixSocketState.Disconnecting,
    ];

    public static string Tcp(TcpState state) => state switch
    {
        TcpState.Established => "established",
        TcpState.SynSent => "syn_sent",
        TcpState.SynRecv => "syn_recv",
        TcpState.FinWait1 => "fin_wait1",
        TcpState.FinWait2 => "fin_wait2",
        TcpState.TimeWait => "time_wait",
        TcpState.Close => "close",
        TcpState.CloseWait => "close_wait",
        TcpState.LastAck => "last_ack",
        TcpState.Listen => "listen",
        TcpState.Closing => "closing",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "not a TCP state"),
    };

    public static string Timer(TcpTimer timer) => timer switch
    {
        TcpTimer.None => "none",
        TcpTimer.Retransmit => "retransmit",
        TcpTimer.Keepalive => "keepalive",
        TcpTimer.TimeWait => "time_wait",
        TcpTimer.WindowProbe => "zero_window_probe",
        _ => throw new ArgumentOutOfRangeException(nameof(timer), timer, "not a timer of TCP"),
    };

    /// <summary>Of UDP, UDP-Lite and raw sockets.</summary>
    public static string Udp(TcpState state) => state == TcpState.Established ? "connected" : "unconnected";

    public static string Unix(UnixSocketState state) => state switch
    {
        UnixSocketState.Listening => "listening",
        UnixSocketState.Connecting => "connecting",
        UnixSocketState.Connected => "connected",
        UnixSocketState.Unconnected => "unconnected",
        UnixSocketState.Disconnecting => "disconnecting",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "not a unix socket state"),
    };

    public static string Family(IpFamily family) => family == IpFamily.Ipv4 ? "ipv4" : "ipv6";

    /// <summary>By number.</summary>
    public static IReadOnlyList<string> StuckReasons { get; } = ["zero_window", "retransmitting", "other"];

    public static string Direction(Direction direction) => direction == Snapshots.Direction.Inbound ? "inbound" : "outbound";

    /// <summary>The state of a cell in the words of its protocol.</summary>
    public static string Of(TallyKey key) => key.Protocol switch
    {
        TallyProtocol.Tcp => Tcp((TcpState)key.State),
        TallyProtocol.Udp or TallyProtocol.UdpLite or TallyProtocol.Raw => Udp((TcpState)key.State),
        TallyProtocol.UnixStream or TallyProtocol.UnixDgram or TallyProtocol.UnixSeqpacket => Unix((UnixSocketState)key.State),
        _ => throw new ArgumentOutOfRangeException(nameof(key), key.Protocol, "not a protocol of the cube"),
    };

    /// <summary>tcp, udp, udplite, raw or unix.</summary>
    public static string Protocol(TallyProtocol protocol) => protocol switch
    {
        TallyProtocol.Tcp => "tcp",
        TallyProtocol.Udp => "udp",
        TallyProtocol.UdpLite => "udplite",
        TallyProtocol.Raw => "raw",
        TallyProtocol.UnixStream or TallyProtocol.UnixDgram or TallyProtocol.UnixSeqpacket => "unix",
        _ => throw new ArgumentOutOfRangeException(nameof(protocol), protocol, "not a protocol of the cube"),
    };
}
