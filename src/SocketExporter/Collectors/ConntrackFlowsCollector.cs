using System.Runtime.InteropServices;
using SocketExporter.Kernel.Conntrack;
using SocketExporter.Metrics;
using SocketExporter.Snapshots;

namespace SocketExporter.Collectors;

/// <summary>Flows of conntrack by protocol, state and translation. To be asked for: it needs CAP_NET_ADMIN.</summary>
internal sealed class ConntrackFlowsCollector : ICollector
{
    private static readonly MetricFamily Flows = MetricFamily.Gauge(
        "socket_conntrack_flows",
        "Flows that conntrack follows; nat is what is translated, destination where both ends are. A large table is looked at less often than sampled.",
        "ctnetlink, CTA_PROTOINFO_TCP_STATE and CTA_STATUS",
        labels: ["protocol", "state", "nat"]);

    public string Name => "conntrack-flows";

    public string Summary => "Flows of conntrack by protocol, state and translation; needs CAP_NET_ADMIN.";

    public bool EnabledByDefault => false;

    public Sections Needs => Sections.Conntrack | Sections.ConntrackFlows;

    public IReadOnlyList<MetricFamily> Families { get; } = [Flows];

    public void Collect(Snapshot snapshot, MetricWriter writer)
    {
        if (snapshot.ConntrackFlows is not { } flows)
        {
            return; // not asked for
        }

        // Several kinds share a series: protocols without a name of their own, destination with and without source.
        var sums = new Dictionary<(string Protocol, string State, string Nat), long>();
        foreach ((ConntrackFlowKind kind, long count) in flows.Kinds)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(sums, (Protocol(kind.Protocol), State(kind), Nat(kind)), out _) += count;
        }

        foreach (((string Protocol, string State, string Nat) key, long count) in sums)
        {
            writer.Write(Flows, count, key.Protocol, key.State, key.Nat);
        }
    }

    private static string Protocol(byte protocol) => protocol switch
    {
        1 => "icmp",
        6 => "tcp",
        17 => "udp",
        33 => "dccp",
        47 => "gre",
        58 => "icmpv6",
        132 => "sctp",
        136 => "udplite",
        _ => ReservedLabel.Other,
    };

    private static string State(ConntrackFlowKind kind) => kind.TcpState switch
    {
        ConntrackTcpState.None => "none",
        ConntrackTcpState.SynSent => "syn_sent",
        ConntrackTcpState.SynRecv => "syn_recv",
        ConntrackTcpState.Established => "established",
        ConntrackTcpState.FinWait => "fin_wait",
        ConntrackTcpState.CloseWait => "close_wait",
        ConntrackTcpState.LastAck => "last_ack",
        ConntrackTcpState.TimeWait => "time_wait",
        ConntrackTcpState.Close => "close",
        ConntrackTcpState.SynSent2 => "syn_sent2",
        _ when kind.Protocol == 6 => ReservedLabel.Unknown,
        _ when kind.IsAssured => "assured",
        _ => kind.IsReplied ? "replied" : "unreplied",
    };

    private static string Nat(ConntrackFlowKind kind) => kind.IsDestinationTranslated ? "destination" : kind.IsSourceTranslated ? "source" : "none";
}
