using System.Text;
using SocketExporter.Kernel.Sockets;

namespace SocketExporter.Kernel.Tests.Sockets;

public sealed class UnixSocketParserTests
{
    // A stream listener (type 1, state 10), inode 1234, cookie 9, with RQLEN (4,3), UID 33 and the name /run/x.sock.
    private const string Listener =
        "01010a00" + "d2040000" + "09000000" + "00000000" +
        "0f000000" + "2f72756e2f782e736f636b00" +
        "0c000400" + "04000000" + "03000000" +
        "08000700" + "21000000";

    [Fact]
    public void A_listener_gives_pending_connections_backlog_user_and_name()
    {
        UnixSocketRow row = UnixSocketParser.Parse(Convert.FromHexString(Listener));

        Assert.Equal(UnixSocketKind.Stream, row.Kind);
        Assert.Equal(UnixSocketState.Listening, row.State);
        Assert.Equal(1234u, row.Inode);
        Assert.Equal(9ul, row.Cookie);
        Assert.Equal(4u, row.ReceiveQueue);
        Assert.Equal(3u, row.SendQueue);
        Assert.Equal(33u, row.Uid);
        Assert.Equal("/run/x.sock", Encoding.UTF8.GetString(row.Name));
    }

    [Theory]
    [InlineData(1, UnixSocketState.Connected)]
    [InlineData(7, UnixSocketState.Unconnected)]
    [InlineData(2, UnixSocketState.Unconnected)]
    [InlineData(10, UnixSocketState.Listening)]
    public void States_are_those_of_netstat(byte kernel, UnixSocketState expected)
    {
        byte[] bytes = Convert.FromHexString(Listener);
        bytes[2] = kernel;

        Assert.Equal(expected, UnixSocketParser.Parse(bytes).State);
    }

    [Theory]
    [InlineData(1, UnixSocketKind.Stream)]
    [InlineData(2, UnixSocketKind.Dgram)]
    [InlineData(5, UnixSocketKind.Seqpacket)]
    public void Kinds_are_those_of_the_socket_call(byte kernel, UnixSocketKind expected)
    {
        byte[] bytes = Convert.FromHexString(Listener);
        bytes[1] = kernel;

        Assert.Equal(expected, UnixSocketParser.Parse(bytes).Kind);
    }

    [Fact]
    public void An_unnamed_socket_without_attributes_has_no_name_and_no_user()
    {
        UnixSocketRow row = UnixSocketParser.Parse(Convert.FromHexString("01020700" + "05000000" + "01000000" + "00000000"));

        Assert.True(row.Name.IsEmpty);
        Assert.Null(row.Uid);
        Assert.Equal(0u, row.ReceiveQueue);
    }

    [Theory]
    [InlineData("", "unix_diag_msg: 0 bytes, need 16")]
    [InlineData("01010a00", "unix_diag_msg: 4 bytes, need 16")]
    [InlineData("02010a00" + "d2040000" + "09000000" + "00000000", "unix_diag_msg: family 2, expected 1")]
    [InlineData("01030a00" + "d2040000" + "09000000" + "00000000", "unix_diag_msg: type 3, expected stream, dgram or seqpacket")]
    [InlineData("01010a00" + "d2040000" + "09000000" + "00000000" + "08000400" + "04000000", "unix_diag_rqlen: 4 bytes, need 8")]
    public void What_is_no_unix_socket_is_refused_by_name(string hex, string message)
    {
        Assert.Equal(message, Assert.Throws<KernelReadException>(() => UnixSocketParser.Parse(Convert.FromHexString(hex))).Message);
    }

    [Fact]
    public void A_name_longer_than_a_unix_address_is_refused()
    {
        string tooLong = "01010a00" + "d2040000" + "09000000" + "00000000" + "72000000" + string.Concat(Enumerable.Repeat("41", 110)) + "0000";

        Assert.Equal("UNIX_DIAG_NAME: 110 bytes, expected at most 109", Assert.Throws<KernelReadException>(() => UnixSocketParser.Parse(Convert.FromHexString(tooLong))).Message);
    }

    [Fact]
    public void Every_cut_of_a_message_parses_or_throws_the_one_exception()
    {
        byte[] whole = Convert.FromHexString(Listener);
        for (int length = 0; length < whole.Length; length++)
        {
            try
            {
                UnixSocketParser.Parse(whole.AsSpan(0, length));
                Assert.True(length >= 16);
            }
            catch (KernelReadException e)
            {
                Assert.NotEmpty(e.Message);
            }
        }
    }
}
