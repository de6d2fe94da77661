using System.Runtime.InteropServices;
using SocketExporter.Kernel.Abi;
using SocketExporter.Kernel.Io;
using SocketExporter.Kernel.Netlink;

namespace SocketExporter.Kernel.Counters;

/// <summary>
/// Reads how full the conntrack table of the network namespace of the thread that reads first is, and its statistics. From /proc, which needs no privilege; what /proc lacks
/// (CONFIG_NF_CONNTRACK_PROCFS, sysctls of user namespaces) from ctnetlink, which needs CAP_NET_ADMIN. Not for concurrent use.
/// </summary>
public sealed class ConntrackReader : IDisposable
{
    /// <summary>Samples between two questions to ctnetlink when it has refused one: a kernel without it looks for its module each time.</summary>
    public const int SamplesBetweenRefusals = 720;

    private const string Question = "conntrack statistics";

    private readonly KernelFile _count;
    private readonly KernelFile _max;
    private readonly KernelFile _statistics;
    private readonly Func<INetlinkTransport> _open;

    // Hardly ever needed, and its buffer is large.
    private NetlinkDump? _dump;
    private int _refusedFor;

    public ConntrackReader(KernelSource kernel)
        : this(kernel.ProcPath, () => kernel.OpenNetlink(Nfnetlink.NETLINK_NETFILTER, "ctnetlink"))
    {
    }

    internal ConntrackReader(string procPath, Func<INetlinkTransport> open)
    {
        _open = open;
        _count = new KernelFile($"{procPath}/sys/net/netfilter/nf_conntrack_count");
        _max = new KernelFile($"{procPath}/sys/net/netfilter/nf_conntrack_max");
        _statistics = new KernelFile($"{procPath}/thread-self/net/stat/nf_conntrack");
    }

    /// <summary>Null where the kernel has no conntrack. It is never asked for when nothing in /proc tells of it: the question would load the module.</summary>
    /// <exception cref="KernelReadException">A file or an answer can't be read or is not what it should be.</exception>
    public ConntrackStatistics? Read()
    {
        long? entries = Number(_count);
        long? limit = Number(_max);
        CpuCounterTable? counters = _statistics.TryReadIfPresent(out ReadOnlySpan<byte> text) ? ConntrackStatisticsText.Parse(text, _statistics.Path) : null;
        if (entries is null && limit is null && counters is null)
        {
            return null;
        }

        if (_refusedFor > 0)
        {
            _refusedFor--;
        }
        else if (entries is null || limit is null || counters is null)
        {
            try
            {
                if (entries is null || limit is null)
                {
                    (long? askedEntries, long? askedLimit) = AskTable();
                    entries ??= askedEntries;
                    limit ??= askedLimit;
                }

                counters ??= AskCpus();
            }
            catch (KernelReadException e) when (e.ErrorNumber is Errno.Eperm or Errno.Einval or Errno.Eprotonosupport)
            {
                _refusedFor = SamplesBetweenRefusals;
            }
        }

        return new ConntrackStatistics { Entries = entries, EntriesLimit = limit, Counters = counters };
    }

    public void Dispose()
    {
        _count.Dispose();
        _max.Dispose();
        _statistics.Dispose();
        _dump?.Dispose();
    }

    private static long? Number(KernelFile file)
    {
        Span<long> number = stackalloc long[1];
        if (!file.TryReadIfPresent(out ReadOnlySpan<byte> text))
        {
            return null;
        }

        SysctlText.Parse(text, file.Path, number);
        return number[0];
    }

    private (long? Entries, long? Limit) AskTable()
    {
        (long? Entries, long? Limit) answer = (null, null);
        NetlinkDump answers = Ask(Ctnetlink.IPCTNL_MSG_CT_GET_STATS, NetlinkConstants.NLM_F_REQUEST | NetlinkConstants.NLM_F_ACK);
        while (answers.Next())
        {
            answer = answers.MessageType == Ctnetlink.IPCTNL_MSG_CT_GET_STATS ? ConntrackMessage.ParseTable(answers.Message) : answer;
        }

        return answer;
    }

    private CpuCounterTable? AskCpus()
    {
        var table = new CpuCounterTable(Enum.GetValues<ConntrackCounter>().Length);
        NetlinkDump answers = Ask(Ctnetlink.IPCTNL_MSG_CT_GET_STATS_CPU, NetlinkConstants.NLM_F_REQUEST | NetlinkConstants.NLM_F_DUMP);
        while (answers.Next())
        {
            if (answers.MessageType == Ctnetlink.IPCTNL_MSG_CT_GET_STATS_CPU)
            {
                ConntrackMessage.ParseCpu(answers.Message, table);
            }
        }

        return table.Cpus.Count > 0 ? table : null;
    }

    private NetlinkDump Ask(ushort type, ushort flags)
    {
        _dump ??= new NetlinkDump(_open());
        var request = new nfgenmsg { nfgen_family = LibC.AfUnspec };
        _dump.Start(type, flags, MemoryMarshal.AsBytes(new ReadOnlySpan<nfgenmsg>(in request)), Question);
        return _dump;
    }
}
