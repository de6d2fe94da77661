using System.Buffers.Binary;
using SocketExporter.Kernel.Abi;
using SocketExporter.Kernel.Netlink;

namespace SocketExporter.Kernel.Counters;

/// <summary>What ctnetlink says of the table: the counters of a CPU, or how full it is.</summary>
internal static class ConntrackMessage
{
    private const int FixedBytes = 4;

    /// <summary>One message of the answer to IPCTNL_MSG_CT_GET_STATS_CPU, as another row of <paramref name="table"/>.</summary>
    /// <exception cref="KernelReadException">The message is short or an attribute is.</exception>
    public static void ParseCpu(ReadOnlySpan<byte> message, CpuCounterTable table)
    {
        nfgenmsg header = NetlinkBytes.Read<nfgenmsg>(message, "nfgenmsg");
        Span<uint?> counters = new uint?[table.Columns];
        var attributes = new NetlinkAttributes(message[FixedBytes..], "conntrack statistics");
        while (attributes.Next())
        {
            ConntrackCounter? counter = attributes.Type switch
            {
                Ctnetlink.CTA_STATS_FOUND => ConntrackCounter.Found,
                Ctnetlink.CTA_STATS_INVALID => ConntrackCounter.Invalid,
                Ctnetlink.CTA_STATS_IGNORE => ConntrackCounter.Ignore,
                Ctnetlink.CTA_STATS_INSERT => ConntrackCounter.Insert,
                Ctnetlink.CTA_STATS_INSERT_FAILED => ConntrackCounter.InsertFailed,
                Ctnetlink.CTA_STATS_DROP => ConntrackCounter.Drop,
                Ctnetlink.CTA_STATS_EARLY_DROP => ConntrackCounter.EarlyDrop,
                Ctnetlink.CTA_STATS_ERROR => ConntrackCounter.Error,
                Ctnetlink.CTA_STATS_SEARCH_RESTART => ConntrackCounter.SearchRestart,
                _ => null,
            };
            if (counter is { } known)
            {
                counters[(int)known] = Number(attributes.Payload, "CTA_STATS");
            }
        }

        table.Add(BinaryPrimitives.ReverseEndianness(header.res_id), counters, "conntrack statistics");
    }

    /// <summary>The answer to IPCTNL_MSG_CT_GET_STATS.</summary>
    /// <exception cref="KernelReadException">The message is short or an attribute is.</exception>
    public static (long? Entries, long? Limit) ParseTable(ReadOnlySpan<byte> message)
    {
        _ = NetlinkBytes.Read<nfgenmsg>(message, "nfgenmsg");
        long? entries = null;
        long? limit = null;
        var attributes = new NetlinkAttributes(message[FixedBytes..], "conntrack statistics");
        while (attributes.Next())
        {
            switch (attributes.Type)
            {
                case Ctnetlink.CTA_STATS_GLOBAL_ENTRIES:
                    entries = Number(attributes.Payload, "CTA_STATS_GLOBAL_ENTRIES");
                    break;
                case Ctnetlink.CTA_STATS_GLOBAL_MAX_ENTRIES:
                    limit = Number(attributes.Payload, "CTA_STATS_GLOBAL_MAX_ENTRIES");
                    break;
            }
        }

        return (entries, limit);
    }

    private static uint Number(ReadOnlySpan<byte> bytes, string name) => BinaryPrimitives.ReverseEndianness(NetlinkBytes.Read<uint>(bytes, name));
}
