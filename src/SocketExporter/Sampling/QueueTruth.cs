using SocketExporter.Kernel.Sockets;

namespace SocketExporter.Sampling;

/// <summary>
/// What a TCP queue length means in each state. The kernel counts SYN and FIN as a byte each: a CLOSE_WAIT with nothing but the end of the stream shows
/// Recv-Q 1, a SYN_SENT shows Send-Q 1. Neither is somebody's unread or unsent data.
/// </summary>
internal static class QueueTruth
{
    /// <summary>Bytes that wait for the application to read them.</summary>
    public static uint UnreadBytes(TcpState state, uint receiveQueue) => state switch
    {
        TcpState.Listen => 0,
        TcpState.CloseWait or TcpState.Closing or TcpState.LastAck => receiveQueue > 0 ? receiveQueue - 1 : 0,
        _ => receiveQueue,
    };

    /// <summary>Bytes that wait for the peer's acknowledgment.</summary>
    public static uint UnacknowledgedBytes(TcpState state, uint sendQueue) => state switch
    {
        TcpState.Listen => 0,
        TcpState.SynSent or TcpState.FinWait1 or TcpState.Closing or TcpState.LastAck => sendQueue > 0 ? sendQueue - 1 : 0,
        _ => sendQueue,
    };

    /// <summary>Use of an accept queue. It is full when more wait than its limit says; with + 1 the ratio is 1 then, and a backlog of 0 divides by one.</summary>
    public static double AcceptQueueRatio(uint waiting, uint limit) => waiting / (limit + 1.0);
}
