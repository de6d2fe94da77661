using SocketExporter.Kernel.Sockets;
using SocketExporter.Kernel.Tests.Netlink;

namespace SocketExporter.Kernel.Tests.Sockets;

public sealed class TcpListenerReaderTests
{
    // LISTEN on 127.0.0.1:8080, two connections waiting, backlog 1, inode 17, cookie 3; SKMEMINFO (7): nine numbers, the last one, drops, is 28.
    private const string Listener =
        "020a0000" + "1f900000" +
        "7f000001000000000000000000000000" + "00000000000000000000000000000000" +
        "00000000" + "03000000" + "00000000" +
        "00000000" + "02000000" + "01000000" + "00000000" + "11000000" +
        "28000700" + "00000000" + "00000200" + "00000000" + "00000000" + "00000000" + "00000000" + "00000000" + "00000000" + "1c000000";

    // Length 16 + 72 + 40, type TCPDIAG_GETSOCK, NLM_F_MULTI, sequence 1.
    private const string Message = "80000000" + "1200" + "0200" + "01000000" + "00000000" + Listener;
    private const string Done = "14000000" + "0300" + "0200" + "01000000" + "00000000" + "00000000";

    [Fact]
    public void Only_listeners_of_both_families_are_asked_for_with_their_memory()
    {
        var transport = new ScriptedTransport().Datagram(Done);
        using var reader = new TcpListenerReader(transport);
        reader.Start();

        byte[] request = Assert.Single(transport.Sent);
        Assert.Equal(18, request[4]); // TCPDIAG_GETSOCK
        Assert.Equal(0, request[16]); // AF_UNSPEC
        Assert.Equal(0x40, request[19]); // SKMEMINFO
        Assert.Equal("00040000", Convert.ToHexString(request.AsSpan(16 + 52, 4))); // 1 << LISTEN
    }

    [Fact]
    public void A_listener_is_told_with_its_queue_limit_and_drops()
    {
        using var reader = new TcpListenerReader(new ScriptedTransport().Datagram(Message + Done));
        reader.Start();

        Assert.True(reader.Next());
        Assert.Equal(TcpState.Listen, reader.Row.State);
        Assert.Equal(8080, reader.Row.LocalPort);
        Assert.Equal(2u, reader.Row.ReceiveQueue);
        Assert.Equal(1u, reader.Row.SendQueue);
        Assert.Equal(3ul, reader.Row.Cookie);
        Assert.Equal(28u, reader.Row.Drops);
        Assert.False(reader.Next());
        Assert.False(reader.WasInterrupted);
    }

    [Fact]
    public void A_kernel_without_tcp_diag_is_told_apart_from_no_listeners()
    {
        const string doneWithEnoent = "14000000" + "0300" + "0200" + "01000000" + "00000000" + "feffffff";
        using var reader = new TcpListenerReader(new ScriptedTransport().Datagram(doneWithEnoent));
        reader.Start();

        Assert.StartsWith("TCP listeners: this kernel has no tcp_diag", Assert.Throws<KernelReadException>(() => reader.Next()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_allocated_per_listener()
    {
        using var reader = new TcpListenerReader(new ScriptedTransport().Datagram(string.Concat(Enumerable.Repeat(Message, 100)) + Done));
        reader.Start();
        Assert.True(reader.Next());

        long before = GC.GetAllocatedBytesForCurrentThread();
        int rows = 1;
        while (reader.Next())
        {
            rows++;
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(100, rows);
    }
}
