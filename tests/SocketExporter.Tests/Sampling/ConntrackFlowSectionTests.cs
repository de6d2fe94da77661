using SocketExporter.Kernel;
using SocketExporter.Kernel.Conntrack;
using SocketExporter.Sampling;
using SocketExporter.Snapshots;
using SocketExporter.Tests.Hosts;

namespace SocketExporter.Tests.Sampling;

/// <summary>A recorded machine whose conntrack follows one masqueraded connection.</summary>
public sealed class ConntrackFlowSectionTests : IDisposable
{
    private const string Masqueraded =
        "9c000000" + "00010200" + "00000000" + "00000000" + "02000000" +
        "34000180" + "14000180" + "080001000a000005" + "08000200c0a80101" + "1c000280" + "0500010006000000" + "060002009c400000" + "0600030001bb0000" +
        "34000280" + "14000180" + "08000100c0a80101" + "08000200cb007105" + "1c000280" + "0500010006000000" + "0600020001bb0000" + "06000300ea600000" +
        "080003000000019e" + "0800070000069780" + "10000480" + "0c000180" + "0500010003000000";

    private const string Done = "14000000" + "03000200" + "00000000" + "00000000" + "00000000";

    private static readonly ConntrackSample Small = new(true, 2, 262_144, []);

    private readonly MadeMachine _machine = new();
    private int _clockReads;
    private DateTimeOffset _now = DateTimeOffset.UnixEpoch;

    public void Dispose() => _machine.Dispose();

    [Fact]
    public void Flows_are_counted_by_kind()
    {
        Record(Masqueraded + Masqueraded + Done);
        using ConntrackFlowSection section = Section();

        KeyValuePair<ConntrackFlowKind, long> kind = Assert.Single(section.Read(Small, _now).Kinds);
        Assert.Equal(new ConntrackFlowKind(6, ConntrackTcpState.Established, false, false, IsSourceTranslated: true, IsDestinationTranslated: false), kind.Key);
        Assert.Equal(2, kind.Value);
    }

    [Fact]
    public void A_look_that_cost_a_tenth_of_a_second_is_not_followed_by_another_for_ten()
    {
        Record(Masqueraded + Done);
        using ConntrackFlowSection section = Section();
        Assert.Equal(1, Count(section));

        Assert.Equal(2, _clockReads); // before and after one look
        _now += TimeSpan.FromSeconds(9.9);
        Assert.Equal(1, Count(section));
        Assert.Equal(2, _clockReads);
        _now += TimeSpan.FromSeconds(0.2);
        Assert.Equal(1, Count(section));
        Assert.Equal(4, _clockReads);
    }

    [Fact]
    public void A_table_of_more_than_a_million_is_not_looked_at()
    {
        Record(Masqueraded + Done);
        using ConntrackFlowSection section = Section();
        ConntrackFlowSample sample = section.Read(Small with { Entries = 1_000_001 }, _now);

        Assert.Empty(sample.Kinds);
        Assert.Equal("1000001 conntrack flows, more than the 1000000 that are looked at one by one", sample.Refusal);
        Assert.Equal(0, _clockReads);
    }

    [Fact]
    public void Without_conntrack_nothing_fails_and_the_reason_is_told()
    {
        using ConntrackFlowSection absent = Section();
        Assert.Equal("this kernel has no conntrack, or its module is not loaded", absent.Read(ConntrackSample.Absent, _now).Refusal);

        Record("14000000" + "02000000" + "00000000" + "00000000" + "eaffffff"); // EINVAL
        using ConntrackFlowSection unknown = Section();
        Assert.Equal("ctnetlink, conntrack flows: invalid argument (EINVAL)", unknown.Read(Small, _now).Refusal);
    }

    [Fact]
    public void Without_the_privilege_each_sample_fails_and_says_which_is_missing()
    {
        Record("14000000" + "02000000" + "00000000" + "00000000" + "ffffffff"); // EPERM
        using ConntrackFlowSection section = Section();

        // The second at once: rest, as after a look, would be an empty table that was read well.
        for (int i = 0; i < 2; i++)
        {
            KernelReadException denied = Assert.Throws<KernelReadException>(() => section.Read(Small, _now));
            Assert.Equal("conntrack flows: operation not permitted (EPERM), expected CAP_NET_ADMIN: run it as root, or with that capability", denied.Message);
        }
    }

    /// <summary>The clock is asked before and after each look, which takes a tenth of a second.</summary>
    private ConntrackFlowSection Section() => new(_machine.Open(), () => TimeSpan.FromSeconds(0.1 * _clockReads++));

    private long Count(ConntrackFlowSection section) => Assert.Single(section.Read(Small, _now).Kinds).Value;

    private void Record(string hex) => File.WriteAllBytes($"{_machine.Folder}/netlink/conntrack.bin", Convert.FromHexString(hex));
}
