using SocketExporter.EndToEnd.Tests.Live;
using SocketExporter.EndToEnd.Tests.Pages;

namespace SocketExporter.EndToEnd.Tests;

/// <summary>Connections with groups of peers that the configuration names.</summary>
public sealed class PeerTests
{
    [LiveFact]
    public void Connections_are_counted_by_the_first_group_that_their_remote_end_fits()
    {
        using var space = new Namespace();
        space.Lab("lab-clients", "established family=ipv4 port=5432 count=3 established family=ipv6 port=5433 count=2 time-wait family=ipv4 port=5434 count=4");
        string file = Path.Combine(space.Folder, "config.yml");
        File.WriteAllText(file, "peers:\n  database: {cidr: [127.0.0.0/8], port: [5432, 5434]}\n  loopback: {cidr: [127.0.0.0/8, \"::1\"]}\n  elsewhere: {cidr: 10.0.0.0/8}\n");

        MetricsPage page = space.Once($"--config.file={file}");

        Assert.Equal(3, Peer(page, "database", "outbound", "established"));
        Assert.Equal(0, Peer(page, "database", "inbound", "established"));
        Assert.Equal(2, Peer(page, "loopback", "outbound", "established"));
        Assert.Equal(5, Peer(page, "loopback", "inbound", "established"));
        Assert.Equal(4, Peer(page, "database", "outbound", "time_wait") + page.Sum("socket_peer_connections", ("peer", "loopback"), ("state", "time_wait")));
        Assert.Equal(0, Peer(page, "elsewhere", "outbound", "established"));
        Assert.Equal(14, page.Sum("socket_peer_connections"));
    }

    [LiveFact]
    public void A_wrong_group_is_an_error_with_its_line()
    {
        using var space = new Namespace();
        string file = Path.Combine(space.Folder, "config.yml");
        File.WriteAllText(file, "peers:\n  database: {cidr: [127.0.0.1/8]}\n");

        Finished check = space.Finish(ExporterProcess.Binary, "check-config", file);

        Assert.Equal(1, check.ExitCode);
        Assert.Contains($"peers.database at {file}:2: \"127.0.0.1/8\" has bits set behind its first 8; write 127.0.0.0/8", check.Output + check.Errors, StringComparison.Ordinal);
    }

    private static double Peer(MetricsPage page, string peer, string direction, string state)
        => page.Find("socket_peer_connections", ("peer", peer), ("direction", direction), ("state", state)) ?? 0;
}
