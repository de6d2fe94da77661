using System.Net;
using SocketExporter.Kernel.Sockets;

namespace SocketExporter.Tests.Sampling;

/// <summary>Socket rows as the kernel would send them, for what works on rows.</summary>
internal static class Rows
{
    public static IpAddress Address(string text)
    {
        byte[] bytes = IPAddress.Parse(text).GetAddressBytes();
        byte[] sixteen = new byte[16];
        bytes.CopyTo(sixteen, 0);
        return IpAddress.FromNetworkOrder(sixteen, bytes.Length == 4 ? IpFamily.Ipv4 : IpFamily.Ipv6);
    }

    public static InetSocketRow Tcp(TcpState state, string local, ushort localPort, string remote = "0.0.0.0", ushort remotePort = 0, ulong cookie = 1, bool ipv6Only = false,
        TcpTimer timer = TcpTimer.None, uint timerMilliseconds = 0, uint? silentMilliseconds = null)
        => new()
        {
            Family = local.Contains(':', StringComparison.Ordinal) ? IpFamily.Ipv6 : IpFamily.Ipv4,
            State = state,
            Local = Address(local),
            LocalPort = localPort,
            Remote = Address(remote),
            RemotePort = remotePort,
            Cookie = cookie,
            IsIpv6Only = ipv6Only,
            Timer = timer,
            TimerMilliseconds = timerMilliseconds,
            LastDataSentMilliseconds = silentMilliseconds,
            LastDataReceivedMilliseconds = silentMilliseconds,
        };
}
