using SocketExporter.Kernel.Sockets;
using SocketExporter.Kernel.Tests.Io;
using SocketExporter.Kernel.Tests.Netlink;

namespace SocketExporter.Kernel.Tests.Sockets;

public sealed class NetlinkSocketReaderTests
{
    private const string Titles = "sk               Eth Pid        Groups   Rmem     Wmem     Dump  Locks    Drops    Inode\n";

    [Fact]
    public void Each_socket_is_told_with_its_protocol_and_drops()
    {
        using ProcNet proc = new ProcNet().Table(
            "netlink",
            Titles +
            "000000009f8101cb 0   0          00000000 0        0        0     2        0        4       \n" +
            "00000000d50b79fd 15  4294963190 00000110 4352     0        0     2        4294967295 480     \n");
        using var reader = new NetlinkSocketReader(proc.Path);

        Assert.True(reader.Start());
        Assert.True(reader.Next());
        Assert.Equal(new NetlinkSocketRow(Protocol: 0, PortId: 0, ReceiveQueueBytes: 0, Drops: 0, Inode: 4), reader.Row);
        Assert.True(reader.Next());
        Assert.Equal(new NetlinkSocketRow(Protocol: 15, PortId: 4294963190, ReceiveQueueBytes: 4352, Drops: 4294967295, Inode: 480), reader.Row);
        Assert.False(reader.Next());
        Assert.False(reader.Next());
    }

    [Fact]
    public void A_kernel_without_the_table_is_no_failure()
    {
        using var proc = new ProcNet();
        using var reader = new NetlinkSocketReader(proc.Path);

        Assert.False(reader.Start());
        Assert.False(reader.Next());
    }

    [Theory]
    [InlineData("sk Eth Pid Groups Rmem Wmem Dump Locks\n", "'sk Eth Pid Groups Rmem Wmem Dump Locks', expected the titles")]
    [InlineData("", "'', expected the titles")]
    [InlineData(Titles + "0 1 2\n", "a line that ends early, expected 'sk")]
    [InlineData(Titles + "0 256 2 0 0 0 0 2 0 9\n", "protocol 256, expected 0 to 255")]
    [InlineData(Titles + "0 x 2 0 0 0 0 2 0 9\n", "'x', expected a number below 2^32")]
    public void A_table_of_another_shape_is_refused_by_name(string table, string message)
    {
        using ProcNet proc = new ProcNet().Table("netlink", table);
        using var reader = new NetlinkSocketReader(proc.Path);

        Assert.Contains(message, Assert.Throws<KernelReadException>(() => reader.Start() && reader.Next()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Vsock_sockets_are_counted_where_the_kernel_has_their_module_and_unknown_where_not()
    {
        // A listener of type 1, state 10, port 5555, as linux/vm_sockets_diag.h lays it out. No kernel with vsock_diag was at hand.
        const string listener = "30000000 1400 0200 01000000 00000000 28010a00 ffffffff b3150000 00000000 00000000 15000000 07000000 00000000";
        const string done = "14000000 0300 0200 01000000 00000000 00000000";
        const string notThere = "24000000 0200 0000 01000000 00000000 feffffff 00000000 00000000 00000000 00000000";
        using var two = new VsockSocketReader(new ScriptedTransport().Datagram(listener + listener + done));
        using var none = new VsockSocketReader(new ScriptedTransport().Datagram(done));
        using var unknown = new VsockSocketReader(new ScriptedTransport().Datagram(notThere));

        Assert.Equal(2, two.Count());
        Assert.Equal(0, none.Count());
        Assert.Null(unknown.Count());
    }
}
