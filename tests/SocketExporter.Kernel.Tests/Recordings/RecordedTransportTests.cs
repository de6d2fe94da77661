using System.Runtime.InteropServices;
using SocketExporter.Kernel.Abi;
using SocketExporter.Kernel.Netlink;
using SocketExporter.Kernel.Recordings;

namespace SocketExporter.Kernel.Tests.Recordings;

public sealed class RecordedTransportTests
{
    private static readonly byte[] Info = Messages.Attribute(2, new byte[224]);
    private static readonly byte[] Memory = Messages.Attribute(7, new byte[36]);
    private static readonly byte[] ControlGroup = Messages.Attribute(21, 1, 2, 3, 4, 5, 6, 7, 8);

    private static readonly byte[] Tcp =
    [
        .. Messages.Inet(2, Messages.Listen, 80, 1, [0, 0, 0, 0], [0, 0, 0, 0], Info, Memory, ControlGroup),
        .. Messages.Inet(10, Messages.Listen, 443, 2, new byte[16], new byte[16], Info, Memory),
        .. Messages.Inet(2, Messages.Established, 80, 3, [10, 0, 0, 1], [10, 0, 0, 2], Info, Memory, ControlGroup),
        .. Messages.Done,
    ];

    [Fact]
    public void A_dump_has_the_families_and_states_that_are_asked_for()
    {
        Assert.Equal(["80 1", "443 2", "80 3"], Walk(Request(family: 0, states: 0xfff)));
        Assert.Equal(["80 1", "443 2"], Walk(Request(family: 0, states: 1 << Messages.Listen)));
        Assert.Equal(["80 1", "80 3"], Walk(Request(family: 2, states: 0xfff)));
        Assert.Equal(["443 2"], Walk(Request(family: 10, states: 0xfff)));
    }

    [Fact]
    public void A_question_for_one_family_and_protocol_is_answered_from_the_same_dump()
    {
        var request = new inet_diag_req_v2 { sdiag_family = 10, sdiag_protocol = 6, idiag_states = 0xfff };
        Assert.Equal(["443 2"], Walk(request, InetDiag.SOCK_DIAG_BY_FAMILY));
    }

    [Theory]
    [InlineData(0, new[] { 21 })]
    [InlineData(2, new[] { 2, 21 })]
    [InlineData(0x40, new[] { 7, 21 })]
    [InlineData(0x42, new[] { 2, 7, 21 })]
    public void Attributes_come_as_they_are_asked_for(byte extensions, int[] types)
    {
        using NetlinkDump dump = Dump(Tcp);
        inet_diag_req request = Request(family: 0, states: 0xfff);
        request.idiag_ext = extensions;
        Start(dump, request, InetDiag.TCPDIAG_GETSOCK);
        Assert.True(dump.Next());
        List<int> seen = [];
        var attributes = new NetlinkAttributes(dump.Message[72..], "test");
        while (attributes.Next())
        {
            seen.Add(attributes.Type);
        }

        Assert.Equal(types, seen);
    }

    [Fact]
    public void One_socket_is_found_by_its_ports_and_cookie()
    {
        using NetlinkDump dump = Dump(Tcp);
        inet_diag_req request = Request(family: 2, states: 0xfff);
        request.id = new inet_diag_sockid { idiag_sport = 0x5000, idiag_cookie0 = 3 };
        dump.Start(InetDiag.TCPDIAG_GETSOCK, NetlinkConstants.NLM_F_REQUEST | NetlinkConstants.NLM_F_ACK, Bytes(request), "one");
        Assert.True(dump.Next());
        Assert.Equal(Messages.Established, dump.Message[1]);
        Assert.False(dump.Next());
        Assert.Equal(DumpEnd.Complete, dump.End);

        request.id.idiag_cookie0 = 4;
        dump.Start(InetDiag.TCPDIAG_GETSOCK, NetlinkConstants.NLM_F_REQUEST | NetlinkConstants.NLM_F_ACK, Bytes(request), "one");
        Assert.False(dump.Next());
        Assert.Equal(DumpEnd.Unsupported, dump.End); // -ENOENT
    }

    [Fact]
    public void A_large_dump_comes_in_datagrams_as_the_kernel_makes_them()
    {
        byte[] one = Messages.Inet(2, Messages.Established, 80, 3, [10, 0, 0, 1], [10, 0, 0, 2], Info);
        byte[] many = [.. Enumerable.Repeat(one, 500).SelectMany(message => message), .. Messages.Done];
        inet_diag_req request = Request(family: 0, states: 0xfff);
        request.idiag_ext = InetDiag.EXT_INFO;
        Assert.Equal(500, Walk(request, InetDiag.TCPDIAG_GETSOCK, many).Count);
    }

    [Fact]
    public void The_same_question_has_the_same_answer_and_an_unfinished_one_does_not_disturb_the_next()
    {
        using NetlinkDump dump = Dump(Tcp);
        for (int i = 0; i < 3; i++)
        {
            Start(dump, Request(family: 0, states: 0xfff), InetDiag.TCPDIAG_GETSOCK);
            Assert.True(dump.Next());
            Assert.Equal(Messages.Listen, dump.Message[1]);
        }
    }

    [Fact]
    public void An_interruption_and_an_error_come_as_they_were_recorded()
    {
        byte[] interrupted = [.. Messages.Message(3, [0, 0, 0, 0], flags: 0x12)];
        using (NetlinkDump dump = Dump(interrupted))
        {
            Start(dump, Request(family: 0, states: 0xfff), InetDiag.TCPDIAG_GETSOCK);
            Assert.False(dump.Next());
            Assert.Equal(DumpEnd.Interrupted, dump.End);
        }

        using NetlinkDump refused = Dump(Messages.Message(2, [0xfe, 0xff, 0xff, 0xff]));
        Start(refused, Request(family: 0, states: 0xfff), InetDiag.TCPDIAG_GETSOCK);
        Assert.False(refused.Next());
        Assert.Equal(DumpEnd.Unsupported, refused.End);
    }

    [Theory]
    [InlineData(100, "recording, netlink/tcp.bin: message of 400 bytes, expected 16 to 100")]
    [InlineData(408, "recording, netlink/tcp.bin: 8 bytes at the end, expected a message of at least 16")]
    [InlineData(400, "recording, netlink/tcp.bin: ends before the answer does, expected NLMSG_DONE")]
    [InlineData(0, "recording, netlink/tcp.bin: ends before the answer does, expected NLMSG_DONE")]
    public void A_damaged_file_is_refused_where_it_is_read(int bytes, string message)
    {
        byte[] socket = Messages.Inet(2, Messages.Established, 80, 3, [10, 0, 0, 1], [10, 0, 0, 2], Messages.Attribute(10, new byte[308]));
        byte[] cut = [.. socket, .. Messages.Done];
        Assert.Equal(message, Assert.Throws<KernelReadException>(() => Walk(Request(family: 0, states: 0xfff), InetDiag.TCPDIAG_GETSOCK, cut[..bytes])).Message);
    }

    [Fact]
    public void A_question_that_no_recording_answers_is_refused()
    {
        var sctp = new inet_diag_req_v2 { sdiag_family = 2, sdiag_protocol = 132, idiag_states = 0xfff };
        Assert.Equal(
            "sock_diag, request of type 20: a recording has no answer to it",
            Assert.Throws<KernelReadException>(() => Walk(sctp, InetDiag.SOCK_DIAG_BY_FAMILY)).Message);
    }

    private static inet_diag_req Request(byte family, uint states) => new() { idiag_family = family, idiag_states = states };

    private static NetlinkDump Dump(byte[] file) => new(new RecordedTransport(NetlinkConstants.NETLINK_SOCK_DIAG, "sock_diag", _ => file));

    private static byte[] Bytes<T>(T request)
        where T : unmanaged
        => MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in request)).ToArray();

    private static void Start<T>(NetlinkDump dump, T request, ushort type)
        where T : unmanaged
        => dump.Start(type, Bytes(request), "things");

    private static List<string> Walk<T>(T request, ushort type = InetDiag.TCPDIAG_GETSOCK, byte[]? file = null)
        where T : unmanaged
    {
        using NetlinkDump dump = Dump(file ?? Tcp);
        Start(dump, request, type);
        List<string> seen = [];
        while (dump.Next())
        {
            inet_diag_msg socket = NetlinkBytes.Read<inet_diag_msg>(dump.Message, "test");
            seen.Add($"{(socket.id.idiag_sport >> 8) | ((socket.id.idiag_sport & 0xff) << 8)} {socket.id.idiag_cookie0}");
        }

        return seen;
    }
}
