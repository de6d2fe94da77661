using System.Text;
using SocketExporter.Kernel.Counters;

namespace SocketExporter.Kernel.Tests.Counters;

public sealed class ProtocolCounterTextTests
{
    private const string Snmp =
        "Ip: Forwarding DefaultTTL InReceives\n" +
        "Ip: 2 64 5254\n" +
        "IcmpMsg: InType3 OutType3\n" +
        "IcmpMsg: 1 7\n" +
        "Tcp: RtoAlgorithm MaxConn InSegs\n" +
        "Tcp: 1 -1 18446744073709551615\n";

    private static CounterTable Pairs(CounterColumns columns, string text)
    {
        columns.Begin();
        ProtocolCounterText.ParsePairs(Encoding.UTF8.GetBytes(text), "snmp", columns);
        return columns.ToTable();
    }

    private static CounterTable Singles(string text)
    {
        var columns = new CounterColumns();
        columns.Begin();
        ProtocolCounterText.ParseSingles(Encoding.UTF8.GetBytes(text), "snmp6", "Snmp6"u8, columns);
        return columns.ToTable();
    }

    private static string[] Show(CounterTable table)
        => [.. table.Names.Zip(table.Values, (name, value) => FormattableString.Invariant($"{name.Protocol} {name.Name} {value}"))];

    [Fact]
    public void Pairs_of_lines_give_protocol_name_and_value()
        => Assert.Equal(
            [
                "Ip Forwarding 2", "Ip DefaultTTL 64", "Ip InReceives 5254", "IcmpMsg InType3 1", "IcmpMsg OutType3 7",
                "Tcp RtoAlgorithm 1", "Tcp MaxConn -1", "Tcp InSegs 18446744073709551615",
            ],
            Show(Pairs(new CounterColumns(), Snmp)));

    [Fact]
    public void Values_are_exact_where_a_double_is_not()
        => Assert.Equal(
            ["IpExt InOctets 9007199254740993", "IpExt OutOctets 18446744073709551615", "IpExt Least -9223372036854775808"],
            Show(Pairs(new CounterColumns(), "IpExt: InOctets OutOctets Least\nIpExt: 9007199254740993 18446744073709551615 -9223372036854775808\n")));

    [Fact]
    public void A_protocol_may_have_several_pairs()
        => Assert.Equal(
            ["IcmpMsg InType0 1", "IcmpMsg InType3 2"],
            Show(Pairs(new CounterColumns(), "IcmpMsg: InType0\nIcmpMsg: 1\nIcmpMsg: InType3\nIcmpMsg: 2\n")));

    [Fact]
    public void A_protocol_may_have_no_counters()
        => Assert.Empty(Show(Pairs(new CounterColumns(), "IcmpMsg:\nIcmpMsg:\n")));

    [Fact]
    public void Columns_that_appear_and_vanish_while_running_are_followed()
    {
        var columns = new CounterColumns();
        Assert.Equal(["IcmpMsg InType3 1", "Tcp InSegs 5"], Show(Pairs(columns, "IcmpMsg: InType3\nIcmpMsg: 1\nTcp: InSegs\nTcp: 5\n")));
        Assert.Equal(
            ["IcmpMsg InType0 9", "IcmpMsg InType3 2", "Tcp InSegs 6"],
            Show(Pairs(columns, "IcmpMsg: InType0 InType3\nIcmpMsg: 9 2\nTcp: InSegs\nTcp: 6\n")));
        Assert.Equal(["Tcp InSegs 7"], Show(Pairs(columns, "Tcp: InSegs\nTcp: 7\n")));
    }

    [Fact]
    public void Names_are_the_same_array_while_the_kernel_lists_the_same()
    {
        var columns = new CounterColumns();
        CounterTable first = Pairs(columns, "Tcp: InSegs\nTcp: 5\n");
        CounterTable second = Pairs(columns, "Tcp: InSegs\nTcp: 6\n");
        CounterTable third = Pairs(columns, "Tcp: InSegs OutSegs\nTcp: 6 1\n");
        Assert.True(first.Names == second.Names);
        Assert.False(second.Names == third.Names);
    }

    [Fact]
    public void A_table_handed_out_does_not_change_with_later_samples()
    {
        var columns = new CounterColumns();
        CounterTable first = Pairs(columns, "Tcp: InSegs\nTcp: 5\n");
        Pairs(columns, "Udp: OutDatagrams\nUdp: 6\n");
        Assert.Equal(["Tcp InSegs 5"], Show(first));
    }

    [Fact]
    public void A_name_moved_to_another_protocol_is_not_taken_for_the_old_one()
    {
        var columns = new CounterColumns();
        Pairs(columns, "Udp: InErrors\nUdp: 1\n");
        Assert.Equal(["UdpLite InErrors 2"], Show(Pairs(columns, "UdpLite: InErrors\nUdpLite: 2\n")));
    }

    [Fact]
    public void More_counters_than_any_kernel_has_fit()
    {
        string names = string.Join(' ', Enumerable.Range(0, 5000).Select(i => $"C{i}"));
        string values = string.Join(' ', Enumerable.Range(0, 5000));
        CounterTable table = Pairs(new CounterColumns(), $"TcpExt: {names}\nTcpExt: {values}\n");
        Assert.Equal(5000, table.Values.Length);
        Assert.Equal(new CounterName("TcpExt", "C4999"), table.Names[4999]);
        Assert.Equal(4999, table.Values[4999]);
    }

    [Fact]
    public void A_sample_of_known_names_allocates_the_table_and_its_values_only()
    {
        var columns = new CounterColumns();
        byte[] text = Encoding.UTF8.GetBytes(Snmp);
        long Sample()
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            columns.Begin();
            ProtocolCounterText.ParsePairs(text, "snmp", columns);
            columns.ToTable();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Sample();
        Assert.Equal(32 + 24 + (16 * 8), Sample()); // the table, an array's header, eight values
    }

    [Theory]
    [InlineData("", "snmp: nothing, expected pairs of lines")]
    [InlineData("\n", "snmp: '', expected a protocol and a colon")]
    [InlineData("Tcp InSegs\nTcp 5\n", "snmp: 'Tcp', expected a protocol and a colon")]
    [InlineData(": InSegs\n: 5\n", "snmp: ':', expected a protocol and a colon")]
    [InlineData("Tcp: InSegs", "snmp: cut line 'Tcp: InSegs', expected a newline at its end")]
    [InlineData("Tcp: InSegs\n", "snmp: names of Tcp: without their values, expected the values in the next line")]
    [InlineData("Tcp: InSegs\nUdp: 5\n", "snmp: names of Tcp: without their values, expected the values in the next line")]
    [InlineData("Tcp: InSegs\nTcp: 5", "snmp: cut line 'Tcp: 5', expected a newline at its end")]
    [InlineData("Tcp: InSegs OutSegs\nTcp: 5\n", "snmp: no value for Tcp: OutSegs, expected as many values as names")]
    [InlineData("Tcp: InSegs\nTcp: 5 6\n", "snmp: Tcp: value '6' without a name, expected as many values as names")]
    [InlineData("Tcp: InSegs\nTcp: many\n", "snmp: 'many', expected a whole number")]
    [InlineData("Tcp: InSegs\nTcp: 5x\n", "snmp: '5x', expected a whole number")]
    [InlineData("Tcp: InSegs\nTcp: -\n", "snmp: '-', expected a whole number")]
    [InlineData("Tcp: InSegs\nTcp: 18446744073709551616\n", "snmp: '18446744073709551616', expected a whole number")]
    public void A_text_that_is_no_pairs_is_refused(string text, string message)
        => Assert.Equal(message, Assert.Throws<KernelReadException>(() => Pairs(new CounterColumns(), text)).Message);

    [Fact]
    public void Unused_mptcp_of_the_first_kernels_that_have_it_ends_without_a_newline()
        => Assert.Equal(
            ["TcpExt TW 4", "MPTcpExt MPCapableSYNRX 0", "MPTcpExt MPTCPRetrans 0"],
            Show(Pairs(new CounterColumns(), "TcpExt: TW\nTcpExt: 4\nMPTcpExt: MPCapableSYNRX MPTCPRetrans\nMPTcpExt: 0 0")));

    [Theory]
    [InlineData("MPTcpExt: A B\nMPTcpExt: 0 1", "snmp: cut line 'MPTcpExt: 0 1', expected a newline at its end")]
    [InlineData("MPTcpExt: A B\nMPTcpExt: 0 00", "snmp: cut line 'MPTcpExt: 0 00', expected a newline at its end")]
    [InlineData("MPTcpExt: A B\nMPTcpExt: 0 ", "snmp: no value for MPTcpExt: B, expected as many values as names")]
    [InlineData("MPTcpExt: A B\nMPTcpExt:", "snmp: no value for MPTcpExt: A, expected as many values as names")]
    [InlineData("MPTcpExt: A B\nMPTcpEx", "snmp: cut line 'MPTcpEx', expected a newline at its end")]
    [InlineData("TcpExt: A B\nTcpExt: 0 0", "snmp: cut line 'TcpExt: 0 0', expected a newline at its end")]
    public void Any_other_text_without_a_newline_is_cut(string text, string message)
        => Assert.Equal(message, Assert.Throws<KernelReadException>(() => Pairs(new CounterColumns(), text)).Message);

    [Fact]
    public void A_text_cut_anywhere_is_refused_or_ends_with_a_whole_pair()
    {
        for (int length = 0; length < Snmp.Length; length++)
        {
            string cut = Snmp[..length];
            if (length > 0 && cut.Count(c => c == '\n') % 2 == 0 && cut.EndsWith('\n'))
            {
                Assert.NotEmpty(Show(Pairs(new CounterColumns(), cut)));
            }
            else
            {
                Assert.Throws<KernelReadException>(() => Pairs(new CounterColumns(), cut));
            }
        }
    }

    [Fact]
    public void A_refused_sample_leaves_nothing_to_the_next()
    {
        var columns = new CounterColumns();
        Assert.Throws<KernelReadException>(() => Pairs(columns, "Tcp: InSegs OutSegs\nTcp: 5\n"));
        Assert.Equal(["Udp InErrors 3"], Show(Pairs(columns, "Udp: InErrors\nUdp: 3\n")));
    }

    [Fact]
    public void Names_of_snmp6_are_split_behind_the_first_six()
        => Assert.Equal(
            [
                "Ip6 InReceives 12", "Icmp6 InMsgs 3", "Icmp6 OutType136 4", "Udp6 NoPorts 5", "UdpLite6 InErrors 6", "Tcp6 X 7",
                "Snmp6 InReceives 8", "Snmp6 Ip6 9", "Snmp6 6In 10", "Snmp6 In4To6 11",
            ],
            Show(Singles(
                "Ip6InReceives                   \t12\nIcmp6InMsgs                     \t3\nIcmp6OutType136                 \t4\n" +
                "Udp6NoPorts                     \t5\nUdpLite6InErrors                \t6\nTcp6X\t7\nInReceives\t8\nIp6\t9\n6In\t10\nIn4To6\t11\n")));

    [Fact]
    public void Names_of_sctp_and_xfrm_are_split_behind_the_protocol()
        => Assert.Equal(
            ["Sctp CurrEstab 1", "Xfrm InError 2", "Snmp6 Xfrm 3"],
            Show(Singles("SctpCurrEstab                   \t1\nXfrmInError             \t2\nXfrm\t3\n")));

    [Theory]
    [InlineData("", "snmp6: nothing, expected lines of a name and a value")]
    [InlineData("Ip6InReceives\t1", "snmp6: cut line 'Ip6InReceives\t1', expected a newline at its end")]
    [InlineData("Ip6InReceives\n", "snmp6: line of 'Ip6InReceives', expected a name and a value")]
    [InlineData("Ip6InReceives 1 2\n", "snmp6: line of 'Ip6InReceives', expected a name and a value")]
    [InlineData("\n", "snmp6: line of '', expected a name and a value")]
    [InlineData("Ip6InReceives x\n", "snmp6: 'x', expected a whole number")]
    public void A_text_that_is_no_snmp6_is_refused(string text, string message)
        => Assert.Equal(message, Assert.Throws<KernelReadException>(() => Singles(text)).Message);
}
