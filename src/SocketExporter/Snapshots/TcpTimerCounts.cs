using SocketExporter.Kernel.Sockets;

namespace SocketExporter.Snapshots;

/// <summary>TCP sockets by the timer that runs.</summary>
/// <param name="ByTimer">By <see cref="TcpTimer"/>; behind the last of them the sockets with one that this program does not know.</param>
/// <param name="TimeWaitExpiringSoon">Sockets in TIME_WAIT that end within ten seconds.</param>
internal sealed record TcpTimerCounts(IReadOnlyList<long> ByTimer, long TimeWaitExpiringSoon)
{
    public long Unknown => ByTimer[(int)TcpTimer.WindowProbe + 1];

    public long Of(TcpTimer timer) => ByTimer[(int)timer];
}
