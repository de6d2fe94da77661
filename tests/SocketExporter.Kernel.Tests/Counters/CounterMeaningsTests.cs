using SocketExporter.Kernel.Counters;
using SocketExporter.Kernel.Counters.Meanings;

namespace SocketExporter.Kernel.Tests.Counters;

public sealed class CounterMeaningsTests
{
    private static readonly CounterMeaning[] All = [.. CounterMeanings.Protocols.SelectMany(CounterMeanings.Known)];

    private static string[] Unknown(string protocol, string names)
        => [.. names.Split(' ').Where(name => CounterMeanings.Of(new CounterName(protocol, name)).Help.EndsWith("does not know yet.", StringComparison.Ordinal))];

    [Theory]
    [InlineData("TcpExt", "ListenDrops", "connection attempts dropped by listeners", CounterKind.Counter)]
    [InlineData("TcpExt", "TCPTimeouts", "retransmission timeouts", CounterKind.Counter)]
    [InlineData("TcpExt", "TCPMinTTLDrop", "segments dropped for a low time to live", CounterKind.Counter)]
    [InlineData("TcpExt", "TCPPrequeued", "segments put into the prequeue", CounterKind.Counter)]
    [InlineData("Tcp", "RetransSegs", "segments sent again", CounterKind.Counter)]
    [InlineData("Tcp", "CurrEstab", "connections established now", CounterKind.Gauge)]
    [InlineData("Tcp", "RtoMin", "ms is the shortest retransmission timeout", CounterKind.GaugeMilliseconds)]
    [InlineData("UdpLite6", "RcvbufErrors", "datagrams dropped because a receive buffer was full", CounterKind.Counter)]
    [InlineData("IcmpMsg", "InType3", "destination unreachable received (type 3)", CounterKind.Counter)]
    [InlineData("IcmpMsg", "OutType200", "message sent (type 200)", CounterKind.Counter)]
    [InlineData("Icmp6", "OutType135", "neighbour solicitation sent (type 135)", CounterKind.Counter)]
    [InlineData("MPTcpExt", "SubflowStale", "paths set aside", CounterKind.Counter)]
    [InlineData("Sctp", "CurrEstab", "associations established now", CounterKind.Gauge)]
    [InlineData("Xfrm", "InNoStates", "received packets without an SA", CounterKind.Counter)]
    public void A_known_counter_has_a_phrase_and_a_kind(string protocol, string name, string phrase, CounterKind kind)
    {
        CounterMeaning meaning = CounterMeanings.Of(new CounterName(protocol, name));

        Assert.Equal((phrase, kind), (meaning.Phrase, meaning.Kind));
        Assert.StartsWith($"{protocol} {name}: ", meaning.Help, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("TcpExt", "TCPNextYear", CounterKind.Counter)]
    [InlineData("TcpExt", "TCPCurrProbes", CounterKind.Gauge)]
    [InlineData("TcpExt", "QueueMax", CounterKind.Gauge)]
    [InlineData("Quic", "MinWindow", CounterKind.Gauge)]
    [InlineData("IcmpMsg", "InType256", CounterKind.Counter)]
    [InlineData("IcmpMsg", "InType", CounterKind.Counter)]
    [InlineData("IcmpMsg", "InType+3", CounterKind.Counter)]
    [InlineData("Icmp", "InType3", CounterKind.Counter)]
    [InlineData("TcpExt", "ListenOverflow", CounterKind.Counter)]
    [InlineData("TcpEx", "ListenOverflows", CounterKind.Counter)]
    [InlineData("", "", CounterKind.Counter)]
    public void A_counter_that_is_not_known_says_so_and_is_a_gauge_by_its_name_only(string protocol, string name, CounterKind kind)
    {
        Assert.Equal(
            new CounterMeaning($"{protocol} {name}: A counter of the kernel that this program does not know yet.", name, kind),
            CounterMeanings.Of(new CounterName(protocol, name)));
    }

    [Fact]
    public void A_damaged_name_makes_no_help_with_a_backslash()
        => Assert.Equal("Tcp A_n: A counter of the kernel that this program does not know yet.", CounterMeanings.Of(new CounterName("Tcp", "A\\n")).Help);

    [Fact]
    public void Every_row_is_found_by_its_name()
        => Assert.All(All, row => Assert.Equal(row, CounterMeanings.Of(row.Name)));

    [Fact]
    public void Every_help_is_the_two_names_and_one_plain_sentence_of_at_most_220_characters()
        => Assert.All(All, row =>
        {
            Assert.Matches(@"^[A-Z][A-Za-z]+6? [A-Za-z0-9]+: (\d|[A-Z])[^""\\\n]+\.$", row.Help);
            Assert.DoesNotMatch(@"[.:] [A-Z].*\. [A-Z]", row.Help);
            Assert.InRange(row.Help.Length, 30, 220);
        });

    [Fact]
    public void Every_phrase_fits_behind_a_value()
        => Assert.All(All, row =>
        {
            Assert.Matches(@"^[^\s.""\\][^""\\\n]*[^\s.]$", row.Phrase);
            Assert.InRange(row.Phrase.Length, 8, 60);
        });

    [Fact]
    public void No_two_counters_have_the_same_sentence()
        => Assert.Empty(All.GroupBy(row => row.Help[(row.Help.IndexOf(": ", StringComparison.Ordinal) + 2)..]).Where(same => same.Count() > 1).Select(same => same.Key));

    [Fact]
    public void No_two_counters_of_a_protocol_have_the_same_phrase()
        => Assert.Empty(All.GroupBy(row => (row.Name.Protocol, row.Phrase)).Where(same => same.Count() > 1).Select(same => same.Key));

    [Fact]
    public void Twins_of_ipv4_and_ipv6_say_which_they_are()
    {
        Assert.All(CounterMeanings.Known("Ip6").Where(row => !row.Help.Contains("IPv6", StringComparison.Ordinal)), row => Assert.Fail(row.Help));
        Assert.All(CounterMeanings.Known("Udp").Where(row => !row.Help.Contains("UDP over IPv4", StringComparison.Ordinal)), row => Assert.Fail(row.Help));
        Assert.All(CounterMeanings.Known("UdpLite6").Where(row => !row.Help.Contains("UDP-Lite over IPv6", StringComparison.Ordinal)), row => Assert.Fail(row.Help));
    }

    [Fact]
    public void The_gauges_among_the_counters_are_these()
        => Assert.Equal(
            [
                "Ip Forwarding", "Ip DefaultTTL", "Tcp RtoAlgorithm", "Tcp RtoMin (ms)", "Tcp RtoMax (ms)", "Tcp MaxConn", "Tcp CurrEstab", "MPTcpExt MPCurrEstab",
                "Sctp CurrEstab",
            ],
            All.Where(row => row.Kind != CounterKind.Counter)
                .Select(row => $"{row.Name.Protocol} {row.Name.Name}{(row.Kind == CounterKind.GaugeMilliseconds ? " (ms)" : "")}"));

    [Fact]
    public void All_counters_of_linux_6_18_are_known()
    {
        // TcpExt, IpExt and the small ones: the recorded machines of tests/fixtures have them all.
        Assert.Equal(
            (135, 18, 20, 15),
            (TcpExtMeanings.Rows.Length + TcpExtLossMeanings.Rows.Length, IpExtMeanings.Rows.Length, IpMeanings.Rows.Length, TcpMeanings.Rows.Length));
        Assert.Empty(Unknown(
            "Sctp",
            "CurrEstab ActiveEstabs PassiveEstabs Aborteds Shutdowns OutOfBlues ChecksumErrors OutCtrlChunks OutOrderChunks OutUnorderChunks InCtrlChunks InOrderChunks InUnorderChunks " +
            "FragUsrMsgs ReasmUsrMsgs OutSCTPPacks InSCTPPacks T1InitExpireds T1CookieExpireds T2ShutdownExpireds T3RtxExpireds T4RtoExpireds T5ShutdownGuardExpireds DelaySackExpireds " +
            "AutocloseExpireds T3Retransmits PmtudRetransmits FastRetransmits InPktSoftirq InPktBacklog InPktDiscards InDataChunkDiscards"));
        Assert.Empty(Unknown(
            "Xfrm",
            "InError InBufferError InHdrError InNoStates InStateProtoError InStateModeError InStateSeqError InStateExpired InStateMismatch InStateInvalid InTmplMismatch InNoPols InPolBlock " +
            "InPolError OutError OutBundleGenError OutBundleCheckError OutNoStates OutStateProtoError OutStateModeError OutStateSeqError OutStateExpired OutPolBlock OutPolDead OutPolError " +
            "FwdHdrError OutStateInvalid AcquireError OutStateDirError InStateDirError InIptfsError OutNoQueueSpace"));
    }

    [Fact]
    public void Counters_of_other_kernels_are_known()
    {
        // Gone: PAWSPassive with tcp_tw_recycle (4.12), the prequeue (4.14), FACK (4.15) and older ones.
        Assert.Empty(Unknown(
            "TcpExt",
            "PAWSPassive TCPPrequeued TCPDirectCopyFromBacklog TCPDirectCopyFromPrequeue TCPPrequeueDropped TCPHPHitsToUser TCPFACKReorder TCPLoss TCPForwardRetrans TCPSchedulerFailed TCPAbortOnSyn"));
        // Linux 6.18 has not, or no longer: RcvPruned of older kernels, the others of newer ones.
        Assert.Empty(Unknown(
            "MPTcpExt",
            "RcvPruned BacklogDrop OFOPruned MPJoinNoIdFound MPJoinSynAckNoMPJoin MPJoinAckNoMPJoin MPJoinAckNoCtx MPJoinNotEstablished TCPAOFallback MD5SigReset DssReset"));
    }

    [Fact]
    public void Looking_up_a_counter_allocates_nothing()
    {
        var name = new CounterName("TcpExt", "TCPAOGood");
        _ = CounterMeanings.Of(name);
        long before = GC.GetAllocatedBytesForCurrentThread();
        CounterMeaning meaning = CounterMeanings.Of(name);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal("segments with a right TCP-AO signature", meaning.Phrase);
    }
}
