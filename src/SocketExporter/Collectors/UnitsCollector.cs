using System.Runtime.InteropServices;
using SocketExporter.Metrics;
using SocketExporter.Snapshots;

namespace SocketExporter.Collectors;

/// <summary>Sockets by systemd unit. Needs no privileges: the kernel tells the control group of every socket.</summary>
internal sealed class UnitsCollector : ICollector
{
    private static readonly MetricFamily Sockets = MetricFamily.Gauge(
        "socket_unit_sockets",
        "Internet sockets by the systemd unit in which they were made, an accepted one in its listener's; <none> outside of units: in containers, in TIME_WAIT and SYN_RECV.",
        "sock_diag INET_DIAG_CGROUP_ID (Linux 5.8) against the directories of cgroup2",
        KeySet.Unit,
        Fold.Sum,
        ["unit", "protocol", "state"]);

    public string Name => "units";

    public string Summary => "Sockets by systemd unit.";

    public Sections Needs => Sections.Tcp | Sections.Udp | Sections.ControlGroups;

    public IReadOnlyList<MetricFamily> Families { get; } = [Sockets];

    public void Collect(Snapshot snapshot, MetricWriter writer)
    {
        if (snapshot.ControlGroups is not { IsKnown: true })
        {
            return;
        }

        var sockets = new Dictionary<(string Unit, string Protocol, string State), long>();
        foreach (TallyRow row in snapshot.Tally.Where(static row => row.Key.HasControlGroup))
        {
            string unit = snapshot.Owners[row.Key.OwnerIndex].ControlGroup.Unit;
            CollectionsMarshal.GetValueRefOrAddDefault(sockets, (unit, StateNames.Protocol(row.Key.Protocol), StateNames.Of(row.Key)), out _) += row.Cell.Sockets;
        }

        foreach (((string Unit, string Protocol, string State) key, long count) in sockets)
        {
            writer.Write(Sockets, count, key.Unit, key.Protocol, key.State);
        }
    }
}
