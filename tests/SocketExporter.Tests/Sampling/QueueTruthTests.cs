using SocketExporter.Kernel.Sockets;
using SocketExporter.Sampling;

namespace SocketExporter.Tests.Sampling;

public sealed class QueueTruthTests
{
    [Theory]
    [InlineData(TcpState.Established, 5, 5)]
    [InlineData(TcpState.CloseWait, 1, 0)]
    [InlineData(TcpState.CloseWait, 0, 0)]
    [InlineData(TcpState.CloseWait, 11, 10)]
    [InlineData(TcpState.LastAck, 1, 0)]
    [InlineData(TcpState.Closing, 1, 0)]
    [InlineData(TcpState.FinWait2, 7, 7)]
    [InlineData(TcpState.Listen, 3, 0)]
    public void Unread_bytes_leave_out_the_fin_that_was_received(TcpState state, uint receiveQueue, uint expected)
    {
        Assert.Equal(expected, QueueTruth.UnreadBytes(state, receiveQueue));
    }

    [Theory]
    [InlineData(TcpState.Established, 5, 5)]
    [InlineData(TcpState.SynSent, 1, 0)]
    [InlineData(TcpState.FinWait1, 1, 0)]
    [InlineData(TcpState.FinWait1, 0, 0)]
    [InlineData(TcpState.LastAck, 101, 100)]
    [InlineData(TcpState.Closing, 1, 0)]
    [InlineData(TcpState.CloseWait, 8, 8)]
    [InlineData(TcpState.Listen, 128, 0)]
    public void Unacknowledged_bytes_leave_out_syn_and_fin(TcpState state, uint sendQueue, uint expected)
    {
        Assert.Equal(expected, QueueTruth.UnacknowledgedBytes(state, sendQueue));
    }
}
