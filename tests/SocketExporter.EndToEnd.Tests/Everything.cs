namespace SocketExporter.EndToEnd.Tests;

/// <summary>Every scenario at once, no two on one port.</summary>
internal static class Everything
{
    public static string Scenarios(string folder) => string.Join(' ',
        "established family=ipv4 port=8001 count=7",
        "established family=ipv6 port=8002 count=5 bind=loopback",
        "established family=mapped port=8003 count=3",
        "established family=ipv4 port=8004 count=2 unread=1000",
        "established family=ipv6 port=8005 count=2 unacknowledged=3000",
        "half-closed family=ipv4 port=8006 count=4",
        "half-closed family=ipv4 port=8007 count=1 unread=10",
        "half-closed family=ipv6 port=8008 count=2 by=server",
        "half-closed family=ipv4 port=8009 count=2 orphan=1",
        "time-wait family=ipv4 port=8010 count=6",
        "time-wait family=ipv6 port=8011 count=3 by=server",
        "syn-sent family=ipv4 port=8012 count=2",
        "fin-wait1 family=ipv4 port=8013 count=2",
        "closing family=ipv6 port=8014 count=1",
        "last-ack family=ipv4 port=8015 count=3",
        "listener family=ipv4 port=8016 backlog=5 waiting=3",
        "listener family=ipv6 port=8017 backlog=1 waiting=6",
        "reuseport family=ipv4 port=8018 members=3 backlog=2",
        "syn-recv family=ipv6 port=8019 count=2",
        "udp family=ipv4 port=5300 queued=3",
        "udp family=ipv6 port=5301 buffer=4096 size=500 drops=7 clients=2",
        $"unix-listener kind=stream path={folder}/stream pending=2 backlog=4",
        "unix-listener kind=seqpacket path=@lab-seqpacket",
        $"unix-unconnected kind=dgram path={folder}/dgram",
        "unix-unconnected kind=stream count=2",
        "unix-pairs kind=stream count=2",
        "unix-pairs kind=dgram count=1",
        "unix-pairs kind=seqpacket count=3");
}
