using SocketExporter.Kernel.Sockets;

namespace SocketExporter.Kernel.Tests.Sockets;

public sealed class InetSocketParserTests
{
    // A socket as sock_diag sends it: ESTABLISHED, 127.0.0.1:8080 → 127.0.0.1:40000, Recv-Q 5, Send-Q 7, uid 1000, inode 4242, cookie 0x200000001.
    private const string EstablishedIpv4 =
        "02010000" + "1f909c40" +
        "7f000001000000000000000000000000" + "7f000001000000000000000000000000" +
        "00000000" + "01000000" + "02000000" +
        "00000000" + "05000000" + "07000000" + "e8030000" + "92100000";

    // LISTEN on [::]:443, one connection waiting, backlog 128, and the attribute SKV6ONLY (11) = 1.
    private const string ListenIpv6Only =
        "0a0a0000" + "01bb0000" +
        "00000000000000000000000000000000" + "00000000000000000000000000000000" +
        "00000000" + "03000000" + "00000000" +
        "00000000" + "01000000" + "80000000" + "00000000" + "11000000" +
        "05000b00" + "01000000";

    [Fact]
    public void The_timer_that_runs_and_what_it_has_done_are_read()
    {
        // idiag_timer 1, idiag_retrans 4, idiag_expires 3059 ms.
        InetSocketRow row = Parse("02010104" + EstablishedIpv4[8..104] + "f30b0000" + EstablishedIpv4[112..]);

        Assert.Equal((TcpTimer.Retransmit, 4, 3059u), (row.Timer, row.TimerCount, row.TimerMilliseconds));
        Assert.Null(row.Retransmissions);
        Assert.Null(row.Probes);
        Assert.Equal((TcpTimer.None, 0, 0u), (Parse(EstablishedIpv4).Timer, Parse(EstablishedIpv4).TimerCount, Parse(EstablishedIpv4).TimerMilliseconds));
    }

    [Fact]
    public void Retransmissions_and_probes_come_with_tcp_info_and_are_forgotten_without()
    {
        // INET_DIAG_INFO (2), cut after tcpi_probes: state, ca_state, retransmits 3, probes 2.
        var row = default(InetSocketRow);
        InetSocketParser.Parse(Convert.FromHexString(EstablishedIpv4 + "08000200" + "01000302"), withAttributes: true, ref row);
        Assert.Equal(((byte?)3, (byte?)2), (row.Retransmissions, row.Probes));

        InetSocketParser.Parse(Convert.FromHexString(EstablishedIpv4), withAttributes: true, ref row);
        Assert.Equal(((byte?)null, (byte?)null), (row.Retransmissions, row.Probes));
    }

    [Fact]
    public void An_established_connection_is_read_field_by_field()
    {
        InetSocketRow row = Parse(EstablishedIpv4);

        Assert.Equal(IpFamily.Ipv4, row.Family);
        Assert.Equal(TcpState.Established, row.State);
        Assert.Equal(8080, row.LocalPort);
        Assert.Equal(40000, row.RemotePort);
        Assert.Equal("127.0.0.1", row.Local.ToString(row.Family));
        Assert.Equal(5u, row.ReceiveQueue);
        Assert.Equal(7u, row.SendQueue);
        Assert.Equal(1000u, row.Uid);
        Assert.Equal(4242u, row.Inode);
        Assert.Equal(0x2_0000_0001ul, row.Cookie);
        Assert.Null(row.Drops);
        Assert.Null(row.ReceiveBufferBytes);
    }

    [Fact]
    public void A_listener_that_takes_only_ipv6_says_so()
    {
        InetSocketRow row = Parse(ListenIpv6Only);

        Assert.Equal(IpFamily.Ipv6, row.Family);
        Assert.Equal(TcpState.Listen, row.State);
        Assert.True(row.IsIpv6Only);
        Assert.True(row.Local.IsAny);
        Assert.Equal(1u, row.ReceiveQueue);
        Assert.Equal(128u, row.SendQueue);
    }

    // As Linux 6.18 puts them behind every full socket: SHUTDOWN (8), TOS (5), CGROUP_ID (21) = 0x100000203, SOCKOPT (22).
    private const string Unasked = "05000800" + "00000000" + "05000500" + "00000000" + "0c001500" + "0302000001000000" + "06001600" + "04000000";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_control_group_comes_unasked_and_is_forgotten_where_it_does_not(bool withAttributes)
    {
        var row = default(InetSocketRow);
        InetSocketParser.Parse(Convert.FromHexString(EstablishedIpv4 + Unasked), withAttributes, ref row);
        Assert.Equal(0x1_0000_0203ul, row.ControlGroupId);

        InetSocketParser.Parse(Convert.FromHexString(EstablishedIpv4), withAttributes, ref row);
        Assert.Equal(0ul, row.ControlGroupId);
    }

    [Fact]
    public void The_control_group_of_a_listener_is_read()
    {
        var row = default(InetSocketRow);
        InetSocketParser.Parse(Convert.FromHexString(ListenIpv6Only + Unasked), withAttributes: false, ref row);

        Assert.Equal((0x1_0000_0203ul, true), (row.ControlGroupId, row.IsIpv6Only));
    }

    [Fact]
    public void Bytes_inside_of_another_attribute_are_not_taken_for_the_control_group()
    {
        // An attribute of type 99 whose 12 bytes look like one.
        var row = default(InetSocketRow);
        InetSocketParser.Parse(Convert.FromHexString(EstablishedIpv4 + "10006300" + "0c001500" + "0302000001000000"), withAttributes: false, ref row);

        Assert.Equal(0ul, row.ControlGroupId);
    }

    [Theory]
    [InlineData("05000800" + "00000000" + "0c001500" + "03020000", "attribute of inet_diag_msg: length 12, expected 4 to 8")]
    [InlineData("03000800" + "00000000", "attribute of inet_diag_msg: length 3, expected 4 to 8")]
    [InlineData("09000800" + "00000000", "attribute of inet_diag_msg: length 9, expected 4 to 8")]
    public void A_length_that_can_not_be_is_refused_in_the_plain_walk_as_with_attributes(string attributes, string message)
    {
        var row = default(InetSocketRow);
        foreach (bool withAttributes in (bool[])[false, true])
        {
            var error = Assert.Throws<KernelReadException>(() => InetSocketParser.Parse(Convert.FromHexString(EstablishedIpv4 + attributes), withAttributes, ref row));
            Assert.Equal(message, error.Message);
        }
    }

    [Fact]
    public void A_row_does_not_keep_what_the_one_before_said()
    {
        var row = default(InetSocketRow);
        InetSocketParser.Parse(Convert.FromHexString(ListenIpv6Only), withAttributes: true, ref row);
        InetSocketParser.Parse(Convert.FromHexString(EstablishedIpv4), withAttributes: true, ref row);

        Assert.False(row.IsIpv6Only);
    }

    [Fact]
    public void Socket_memory_gives_the_receive_buffer_and_the_drops()
    {
        // SKMEMINFO (7), nine u32: rmem 2304, rcvbuf 4096, …, drops 99.
        const string memory = "28000700" + "00090000" + "00100000" + "00000000" + "00400300" + "00000000" + "00000000" + "00000000" + "00000000" + "63000000";

        InetSocketRow row = Parse(EstablishedIpv4 + memory);

        Assert.Equal(4096u, row.ReceiveBufferBytes);
        Assert.Equal(99u, row.Drops);
    }

    [Fact]
    public void Socket_memory_of_an_older_kernel_lacks_drops_and_they_stay_absent()
    {
        const string memory = "0c000700" + "00090000" + "00100000";

        InetSocketRow row = Parse(EstablishedIpv4 + memory);

        Assert.Equal(4096u, row.ReceiveBufferBytes);
        Assert.Null(row.Drops);
    }

    [Fact]
    public void A_request_socket_in_the_kernels_twelfth_state_is_syn_recv()
    {
        byte[] bytes = Convert.FromHexString(EstablishedIpv4);
        bytes[1] = 12;
        var row = default(InetSocketRow);
        InetSocketParser.Parse(bytes, withAttributes: false, ref row);

        Assert.Equal(TcpState.SynRecv, row.State);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(13)]
    [InlineData(255)]
    public void A_state_that_tcp_does_not_have_is_refused(byte state)
    {
        byte[] bytes = Convert.FromHexString(EstablishedIpv4);
        bytes[1] = state;

        Assert.Equal($"inet_diag_msg: state {state}, expected 1 to 12", Refused(bytes));
    }

    [Fact]
    public void A_foreign_family_is_refused()
    {
        byte[] bytes = Convert.FromHexString(EstablishedIpv4);
        bytes[0] = 16;

        Assert.Equal("inet_diag_msg: family 16, expected 2 or 10", Refused(bytes));
    }

    [Fact]
    public void A_short_message_names_what_was_short()
    {
        Assert.Equal("inet_diag_msg: 40 bytes, need 72", Refused(Convert.FromHexString(EstablishedIpv4)[..40]));
        Assert.Equal("inet_diag_msg: 0 bytes, need 72", Refused([]));
    }

    [Fact]
    public void Every_cut_of_a_message_parses_or_throws_the_one_exception()
    {
        byte[] whole = Convert.FromHexString(ListenIpv6Only);
        for (int length = 0; length <= whole.Length; length++)
        {
            var row = default(InetSocketRow);
            try
            {
                InetSocketParser.Parse(whole.AsSpan(0, length), withAttributes: true, ref row);
                Assert.True(length >= 72);
            }
            catch (KernelReadException)
            {
                Assert.True(length < whole.Length);
            }
        }
    }

    [Fact]
    public void An_attribute_longer_than_the_message_is_refused()
    {
        Assert.Equal("attribute of inet_diag_msg: length 64, expected 4 to 8", Refused(Convert.FromHexString(EstablishedIpv4 + "40000700" + "00000000")));
    }

    private static InetSocketRow Parse(string hex)
    {
        var row = default(InetSocketRow);
        InetSocketParser.Parse(Convert.FromHexString(hex), withAttributes: true, ref row);
        return row;
    }

    private static string Refused(byte[] bytes)
    {
        return Assert.Throws<KernelReadException>(() =>
        {
            var row = default(InetSocketRow);
            InetSocketParser.Parse(bytes, withAttributes: true, ref row);
        }).Message;
    }
}
