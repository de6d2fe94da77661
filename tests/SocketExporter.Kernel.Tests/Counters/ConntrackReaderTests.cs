using SocketExporter.Kernel.Counters;
using SocketExporter.Kernel.Tests.Netlink;

namespace SocketExporter.Kernel.Tests.Counters;

/// <summary>A /proc that has more or less of conntrack, and a ctnetlink that answers or refuses.</summary>
public sealed class ConntrackReaderTests : IDisposable
{
    private const string Statistics = "entries found insert\n00000003 00000002 00000001\n";

    // IPCTNL_MSG_CT_GET_STATS: 3 entries of 262144; then the acknowledgment.
    private const string Table = "24000000" + "0501" + "0000" + "01000000" + "00000000" + "00000000" + "0800010000000003" + "0800020000040000";
    private const string Acknowledged = "24000000" + "0200" + "0000" + "01000000" + "00000000" + "00000000" + "1400000005010500" + "0100000000000000";

    // IPCTNL_MSG_CT_GET_STATS_CPU: CPU 1 has found 258 and dropped 5.
    private const string Cpu = "24000000" + "0401" + "0200" + "01000000" + "00000000" + "00000001" + "0800020000000102" + "08000a0000000005";
    private const string Done = "14000000" + "0300" + "0200" + "01000000" + "00000000" + "00000000";
    private const string Refused = "14000000" + "0200" + "0000" + "01000000" + "00000000" + "ffffffff"; // EPERM

    private readonly string _proc = Directory.CreateTempSubdirectory("proc").FullName;

    public void Dispose() => Directory.Delete(_proc, recursive: true);

    [Fact]
    public void Where_proc_has_it_all_ctnetlink_is_not_asked()
    {
        Write("sys/net/netfilter/nf_conntrack_count", "3\n");
        Write("sys/net/netfilter/nf_conntrack_max", "262144\n");
        Write("thread-self/net/stat/nf_conntrack", Statistics);
        using var reader = new ConntrackReader(_proc, () => throw new InvalidOperationException("asked"));
        ConntrackStatistics? read = reader.Read();

        Assert.Equal((3, 262_144), (read!.Entries, read.EntriesLimit));
        Assert.Equal(2u, read.Counters!.Value(0, (int)ConntrackCounter.Found));
    }

    [Fact]
    public void Where_proc_has_nothing_there_is_no_conntrack_and_the_question_that_would_load_it_is_not_asked()
    {
        using var reader = new ConntrackReader(_proc, () => throw new InvalidOperationException("asked"));

        Assert.Null(reader.Read());
    }

    [Fact]
    public void Statistics_that_proc_lacks_come_from_ctnetlink()
    {
        Write("sys/net/netfilter/nf_conntrack_count", "3\n");
        Write("sys/net/netfilter/nf_conntrack_max", "262144\n");
        var transport = new ScriptedTransport().Datagram(Cpu + Done);
        using var reader = new ConntrackReader(_proc, () => transport);
        CpuCounterTable counters = reader.Read()!.Counters!;

        Assert.Equal([1], counters.Cpus);
        Assert.Equal((258u, 5u), (counters.Value(0, (int)ConntrackCounter.Found), counters.Value(0, (int)ConntrackCounter.Drop)));
        Assert.False(counters.IsKnown((int)ConntrackCounter.Ignore));
        byte[] request = Assert.Single(transport.Sent);
        Assert.Equal("04010103", Convert.ToHexString(request.AsSpan(4, 4))); // IPCTNL_MSG_CT_GET_STATS_CPU, a dump
    }

    [Fact]
    public void Entries_and_limit_that_proc_lacks_come_from_ctnetlink()
    {
        Write("thread-self/net/stat/nf_conntrack", Statistics);
        var transport = new ScriptedTransport().Datagram(Table + Acknowledged);
        using var reader = new ConntrackReader(_proc, () => transport);
        ConntrackStatistics? read = reader.Read();

        Assert.Equal((3, 262_144), (read!.Entries, read.EntriesLimit));
        Assert.Equal("05010500", Convert.ToHexString(Assert.Single(transport.Sent).AsSpan(4, 4))); // IPCTNL_MSG_CT_GET_STATS with NLM_F_REQUEST | NLM_F_ACK
    }

    [Fact]
    public void Without_the_privilege_what_proc_has_is_all_there_is_and_ctnetlink_is_not_asked_each_time()
    {
        Write("sys/net/netfilter/nf_conntrack_count", "3\n");
        var transport = new ScriptedTransport().Datagram(Refused);
        using var reader = new ConntrackReader(_proc, () => transport);
        ConntrackStatistics? read = reader.Read();

        Assert.Equal(new ConntrackStatistics { Entries = 3 }, read);
        Assert.Equal(read, reader.Read());
        Assert.Single(transport.Sent);
    }

    [Fact]
    public void A_file_that_is_no_number_is_refused()
    {
        Write("sys/net/netfilter/nf_conntrack_count", "many\n");
        using var reader = new ConntrackReader(_proc, () => new ScriptedTransport());

        Assert.EndsWith("nf_conntrack_count: 'many', expected a whole number", Assert.Throws<KernelReadException>(() => reader.Read()).Message, StringComparison.Ordinal);
    }

    private void Write(string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(_proc, file))!);
        File.WriteAllText(Path.Combine(_proc, file), text);
    }
}
