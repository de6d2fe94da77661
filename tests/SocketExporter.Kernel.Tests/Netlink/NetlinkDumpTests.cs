using SocketExporter.Kernel.Io;
using SocketExporter.Kernel.Netlink;

namespace SocketExporter.Kernel.Tests.Netlink;

public sealed class NetlinkDumpTests
{
    // nlmsghdr: length, type, flags, sequence, port id. Type 0x14 stands for any answer.
    private const string First = "14000000 1400 0200 01000000 00000000 aabbccdd";
    private const string Second = "18000000 1500 0200 01000000 00000000 1122334455667788";
    private const string Done = "14000000 0300 0200 01000000 00000000 00000000";
    private const string DoneOfSecondDump = "14000000 0300 0200 02000000 00000000 00000000";

    private static List<string> Walk(ScriptedTransport transport, out DumpEnd end)
    {
        using var dump = new NetlinkDump(transport);
        dump.Start(20, [1, 2, 3, 4], "things");
        List<string> seen = Rest(dump);
        end = dump.End;
        return seen;
    }

    private static List<string> Rest(NetlinkDump dump)
    {
        List<string> seen = [];
        while (dump.Next())
        {
            seen.Add($"{dump.MessageType}:{Convert.ToHexStringLower(dump.Message)}");
        }

        return seen;
    }

    private static string Failure(ScriptedTransport transport)
        => Assert.Throws<KernelReadException>(() => Walk(transport, out _)).Message;

    [Fact]
    public void The_request_carries_length_type_dump_flags_sequence_and_body()
    {
        var transport = new ScriptedTransport().Datagram(Done);
        Walk(transport, out _);
        Assert.Equal(Hex.Bytes("14000000 1400 0103 01000000 00000000 01020304"), Assert.Single(transport.Sent));
        Assert.True(transport.Disposed);
    }

    [Fact]
    public void Messages_of_one_datagram_and_of_several_are_walked_to_the_end()
    {
        var transport = new ScriptedTransport().Datagram(First + Second).Datagram(First).Datagram(Done);
        Assert.Equal(["20:aabbccdd", "21:1122334455667788", "20:aabbccdd"], Walk(transport, out DumpEnd end));
        Assert.Equal(DumpEnd.Complete, end);
    }

    [Fact]
    public void A_message_whose_length_is_no_multiple_of_four_is_padded()
    {
        var transport = new ScriptedTransport().Datagram("11000000 1400 0200 01000000 00000000 aa000000" + Done);
        Assert.Equal(["20:aa"], Walk(transport, out _));
    }

    [Fact]
    public void The_last_message_may_come_without_its_padding()
    {
        var transport = new ScriptedTransport().Datagram("11000000 1400 0200 01000000 00000000 aa").Datagram(Done);
        Assert.Equal(["20:aa"], Walk(transport, out _));
    }

    [Fact]
    public void A_done_without_a_result_is_complete()
    {
        Assert.Empty(Walk(new ScriptedTransport().Datagram("10000000 0300 0200 01000000 00000000"), out DumpEnd end));
        Assert.Equal(DumpEnd.Complete, end);
    }

    [Fact]
    public void Next_after_the_end_stays_at_the_end()
    {
        using var dump = new NetlinkDump(new ScriptedTransport().Datagram(Done));
        dump.Start(20, [], "things");
        Assert.False(dump.Next());
        Assert.False(dump.Next());
    }

    [Fact]
    public void An_answer_to_another_sequence_is_skipped()
    {
        var transport = new ScriptedTransport().Datagram("14000000 1400 0200 63000000 00000000 eeeeeeee" + First + Done);
        Assert.Equal(["20:aabbccdd"], Walk(transport, out _));
    }

    [Fact]
    public void A_done_of_another_sequence_does_not_end_the_dump()
    {
        var transport = new ScriptedTransport().Datagram("14000000 0300 0200 63000000 00000000 00000000").Datagram(First + Done);
        Assert.Equal(["20:aabbccdd"], Walk(transport, out _));
    }

    [Fact]
    public void A_datagram_of_another_process_is_skipped()
    {
        var transport = new ScriptedTransport().Datagram(First, sender: 4242).Datagram(Second + Done);
        Assert.Equal(["21:1122334455667788"], Walk(transport, out _));
    }

    [Fact]
    public void A_cut_or_empty_datagram_of_another_process_is_skipped()
    {
        var transport = new ScriptedTransport()
            .Datagram(First, sender: 4242, trueLength: 100_000)
            .Datagram("", sender: 4242)
            .Datagram(First + Done);
        Assert.Equal(["20:aabbccdd"], Walk(transport, out _));
    }

    [Fact]
    public void Datagrams_of_another_process_without_end_are_given_up()
    {
        var transport = new ScriptedTransport { Endless = Hex.Bytes(First), EndlessSender = 4242 };
        Assert.Equal(
            "script, things: more than 1000 answers of a foreign sender, expected the kernel's to this request",
            Failure(transport));
    }

    [Fact]
    public void Answers_to_another_sequence_without_end_are_given_up()
    {
        var transport = new ScriptedTransport { Endless = Hex.Bytes("14000000 1400 0200 63000000 00000000 eeeeeeee") };
        Assert.Equal(
            "script, things: more than 1000 answers of a foreign sequence, expected the kernel's to this request",
            Failure(transport));
    }

    [Fact]
    public void Nothing_but_noops_without_end_is_given_up()
    {
        var transport = new ScriptedTransport { Endless = Hex.Bytes("10000000 0100 0000 01000000 00000000") };
        Assert.Equal(
            "script, things: more than 1000 answers of no content, expected the kernel's to this request",
            Failure(transport));
    }

    [Fact]
    public void A_noop_is_skipped()
    {
        var transport = new ScriptedTransport().Datagram("10000000 0100 0000 01000000 00000000" + First + Done);
        Assert.Equal(["20:aabbccdd"], Walk(transport, out _));
    }

    [Fact]
    public void A_cut_datagram_is_refused()
    {
        Assert.Equal(
            "script, things: datagram of 70000 bytes cut to 65536",
            Failure(new ScriptedTransport().Datagram(First, trueLength: 70_000)));
    }

    [Theory]
    [InlineData("", "script, things: datagram of 0 bytes, expected at least 16")]
    [InlineData("14000000 1400", "script, things: datagram of 6 bytes, expected at least 16")]
    [InlineData("00000000 1400 0200 01000000 00000000", "script, things: message of 0 bytes, expected 16 to 16")]
    [InlineData("0f000000 1400 0200 01000000 00000000", "script, things: message of 15 bytes, expected 16 to 16")]
    [InlineData("14000000 1400 0200 01000000 00000000", "script, things: message of 20 bytes, expected 16 to 16")]
    [InlineData("ffffffff 1400 0200 01000000 00000000", "script, things: message of 4294967295 bytes, expected 16 to 16")]
    [InlineData("10000000 1400 0200 01000000 00000000 10000000", "nlmsghdr: 4 bytes, need 16")]
    [InlineData("12000000 0200 0000 01000000 00000000 feff", "nlmsgerr: 2 bytes, need 4")]
    [InlineData("10000000 0400 0000 01000000 00000000", "script, things: data lost (NLMSG_OVERRUN)")]
    public void Bytes_that_are_no_messages_are_refused(string datagram, string message)
        => Assert.Equal(message, Failure(new ScriptedTransport().Datagram(datagram)));

    [Fact]
    public void An_acknowledgment_completes_a_question()
    {
        var transport = new ScriptedTransport()
            .Datagram(First)
            .Datagram("24000000 0200 0000 01000000 00000000 00000000 14000000 1400 0500 01000000 00000000");
        Assert.Equal(["20:aabbccdd"], Walk(transport, out DumpEnd end));
        Assert.Equal(DumpEnd.Complete, end);
    }

    [Fact]
    public void An_error_answer_throws_its_errno()
    {
        var transport = new ScriptedTransport()
            .Datagram("24000000 0200 0000 01000000 00000000 eaffffff 14000000 1400 0103 01000000 00000000");
        var thrown = Assert.Throws<KernelReadException>(() => Walk(transport, out _));
        Assert.Equal("script, things: invalid argument (EINVAL)", thrown.Message);
        Assert.Equal(22, thrown.ErrorNumber);
    }

    [Theory]
    [InlineData("14000000 0300 0200 01000000 00000000 feffffff")] // NLMSG_DONE, -ENOENT: the diag module is not loaded
    [InlineData("14000000 0200 0000 01000000 00000000 feffffff")] // NLMSG_ERROR, -ENOENT: the family is not there
    [InlineData("14000000 0300 0200 01000000 00000000 a1ffffff")] // NLMSG_DONE, -EOPNOTSUPP
    public void A_refusal_before_the_first_message_is_unsupported_and_not_none(string datagram)
    {
        Assert.Empty(Walk(new ScriptedTransport().Datagram(datagram), out DumpEnd end));
        Assert.Equal(DumpEnd.Unsupported, end);
    }

    [Fact]
    public void An_enoent_after_the_first_message_is_an_error()
    {
        var transport = new ScriptedTransport().Datagram(First + "14000000 0300 0200 01000000 00000000 feffffff");
        Assert.Equal("script, things: not there (ENOENT)", Failure(transport));
    }

    [Fact]
    public void A_done_that_carries_eperm_throws()
    {
        var transport = new ScriptedTransport().Datagram("14000000 0300 0200 01000000 00000000 ffffffff");
        var thrown = Assert.Throws<KernelReadException>(() => Walk(transport, out _));
        Assert.Equal("script, things: operation not permitted (EPERM)", thrown.Message);
        Assert.Equal(1, thrown.ErrorNumber);
    }

    [Theory]
    [InlineData("14000000 1400 1200 01000000 00000000 aabbccdd" + Done)] // NLM_F_DUMP_INTR on a message
    [InlineData(First + "14000000 0300 1200 01000000 00000000 00000000")] // on the end
    public void A_dump_whose_list_changed_meanwhile_is_interrupted(string datagram)
    {
        Assert.Equal(["20:aabbccdd"], Walk(new ScriptedTransport().Datagram(datagram), out DumpEnd end));
        Assert.Equal(DumpEnd.Interrupted, end);
    }

    [Fact]
    public void An_interruption_is_forgotten_by_the_next_dump()
    {
        var transport = new ScriptedTransport().Datagram("14000000 0300 1200 01000000 00000000 00000000").Datagram(DoneOfSecondDump);
        using var dump = new NetlinkDump(transport);
        dump.Start(20, [], "things");
        Assert.Empty(Rest(dump));
        Assert.Equal(DumpEnd.Interrupted, dump.End);
        dump.Start(20, [], "things");
        Assert.Empty(Rest(dump));
        Assert.Equal(DumpEnd.Complete, dump.End);
        Assert.Equal(0, transport.Resets);
    }

    [Fact]
    public void Lost_datagrams_are_an_error_and_the_next_dump_starts_afresh()
    {
        var transport = new ScriptedTransport().Datagram(First).Error(Errno.Enobufs).Datagram(Second).AfterReset(DoneOfSecondDump);
        using var dump = new NetlinkDump(transport);
        dump.Start(20, [], "things");
        Assert.True(dump.Next());
        var thrown = Assert.Throws<KernelReadException>(() => dump.Next());
        Assert.Equal("script answer: the kernel ran out of buffer space (ENOBUFS)", thrown.Message);
        dump.Start(20, [], "things");
        Assert.Empty(Rest(dump));
        Assert.Equal(1, transport.Resets);
    }

    [Fact]
    public void A_dump_left_in_the_middle_leaves_nothing_to_the_next()
    {
        var transport = new ScriptedTransport().Datagram(First + Second).Datagram(Done).AfterReset(DoneOfSecondDump);
        using var dump = new NetlinkDump(transport);
        dump.Start(20, [], "things");
        Assert.True(dump.Next());
        dump.Start(20, [], "other things");
        Assert.Empty(Rest(dump));
        Assert.Equal(1, transport.Resets);
        Assert.Equal(Hex.Bytes("10000000 1400 0103 02000000 00000000"), transport.Sent[1]);
    }

    [Fact]
    public void A_walk_of_a_thousand_messages_allocates_nothing()
    {
        var transport = new ScriptedTransport();
        for (int i = 0; i < 100; i++)
        {
            transport.Datagram(string.Concat(Enumerable.Repeat(First, 10)));
        }

        transport.Datagram(Done);
        using var dump = new NetlinkDump(transport);
        dump.Start(20, [], "things");
        Assert.True(dump.Next());
        long before = GC.GetAllocatedBytesForCurrentThread();
        int messages = 1;
        while (dump.Next())
        {
            messages++;
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(1000, messages);
    }
}
