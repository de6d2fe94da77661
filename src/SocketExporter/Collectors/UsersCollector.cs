using System.Globalization;
using System.Runtime.InteropServices;
using SocketExporter.Metrics;
using SocketExporter.Snapshots;

namespace SocketExporter.Collectors;

/// <summary>Sockets by user id. Needs no privileges: the kernel tells the user of every socket.</summary>
internal sealed class UsersCollector : ICollector
{
    private static readonly MetricFamily Sockets = MetricFamily.Gauge(
        "socket_uid_sockets",
        "Sockets by user id and protocol; <none> for those that nobody owns (TIME_WAIT, SYN_RECV, orphans, not accepted), which the kernel shows as user 0.",
        "sock_diag idiag_uid, unix_diag UNIX_DIAG_UID, where raw_diag is missing /proc/net/raw",
        KeySet.Uid,
        Fold.Sum,
        ["uid", "protocol"]);

    private static readonly MetricFamily Info = MetricFamily.Gauge(
        "socket_uid_info",
        "1; the name that /etc/passwd, as the exporter sees it, has for a user id that is shown. Directory servers are not asked.",
        "/etc/passwd",
        KeySet.Uid,
        labels: ["uid", "user"]);

    public string Name => "users";

    public string Summary => "Sockets by user id, and the names of the users.";

    public Sections Needs => Sections.Tcp | Sections.Udp | Sections.Unix | Sections.Raw | Sections.UdpLite;

    public IReadOnlyList<MetricFamily> Families { get; } = [Sockets, Info];

    public void Collect(Snapshot snapshot, MetricWriter writer)
    {
        var counts = new Dictionary<(string Uid, string Protocol), long>();
        foreach (TallyRow row in snapshot.Tally)
        {
            (string, string) key = (snapshot.Owners[row.Key.OwnerIndex].Uid, StateNames.Protocol(row.Key.Protocol));
            CollectionsMarshal.GetValueRefOrAddDefault(counts, key, out _) += row.Cell.Sockets;
        }

        foreach (((string Uid, string Protocol) key, long count) in counts)
        {
            writer.Write(Sockets, count, key.Uid, key.Protocol);
        }

        foreach (string uid in counts.Keys.Select(static key => key.Uid).Distinct())
        {
            if (uint.TryParse(uid, NumberStyles.None, CultureInfo.InvariantCulture, out uint number) && snapshot.UserNames.TryGetValue(number, out string? name))
            {
                writer.Write(Info, 1, uid, ReservedLabel.FromName(name));
            }
        }
    }
}
