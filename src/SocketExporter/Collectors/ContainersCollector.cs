using System.Runtime.InteropServices;
using SocketExporter.Metrics;
using SocketExporter.Snapshots;

namespace SocketExporter.Collectors;

/// <summary>Sockets by container and pod. Needs no privileges and asks no runtime: the kernel tells the control group of every socket.</summary>
internal sealed class ContainersCollector : ICollector
{
    private static readonly MetricFamily Sockets = MetricFamily.Gauge(
        "socket_container_sockets",
        "Internet sockets of this network namespace by the container in which they were made, an accepted one in its listener's; <none> outside of containers, and in TIME_WAIT and SYN_RECV.",
        "sock_diag INET_DIAG_CGROUP_ID (Linux 5.8) against the directories of cgroup2",
        KeySet.Container,
        Fold.Sum,
        ["container_id", "pod_uid", "protocol", "state"]);

    public string Name => "containers";

    public string Summary => "Sockets by container id and pod uid, of docker, containerd, CRI-O, podman and Kubernetes.";

    public Sections Needs => Sections.Tcp | Sections.Udp | Sections.ControlGroups;

    public IReadOnlyList<MetricFamily> Families { get; } = [Sockets];

    public void Collect(Snapshot snapshot, MetricWriter writer)
    {
        if (snapshot.ControlGroups is not { IsKnown: true })
        {
            return;
        }

        var sockets = new Dictionary<(string Container, string Pod, string Protocol, string State), long>();
        foreach (TallyRow row in snapshot.Tally.Where(static row => row.Key.HasControlGroup))
        {
            ControlGroupLabels labels = snapshot.Owners[row.Key.OwnerIndex].ControlGroup;
            (string, string, string, string) key = (labels.ContainerId, labels.PodUid, StateNames.Protocol(row.Key.Protocol), StateNames.Of(row.Key));
            CollectionsMarshal.GetValueRefOrAddDefault(sockets, key, out _) += row.Cell.Sockets;
        }

        foreach (((string Container, string Pod, string Protocol, string State) key, long count) in sockets)
        {
            writer.Write(Sockets, count, key.Container, key.Pod, key.Protocol, key.State);
        }
    }
}
