using SocketExporter.Kernel.Links;

namespace SocketExporter.Netstat.Views;

/// <summary>The flags of an interface in words, as ifconfig prints them: flags=4163&lt;UP,BROADCAST,RUNNING,MULTICAST&gt;.</summary>
internal static class LinkFlagNames
{
    /// <summary>What the ioctl of ifconfig answers has 16 bits; newer flags stand above.</summary>
    private const LinkFlags Asked = (LinkFlags)0xffff;

    private static readonly (LinkFlags Flag, string Name)[] Names =
    [
        (LinkFlags.Up, "UP"),
        (LinkFlags.Broadcast, "BROADCAST"),
        (LinkFlags.Debug, "DEBUG"),
        (LinkFlags.Loopback, "LOOPBACK"),
        (LinkFlags.PointToPoint, "POINTOPOINT"),
        (LinkFlags.NoTrailers, "NOTRAILERS"),
        (LinkFlags.Running, "RUNNING"),
        (LinkFlags.NoArp, "NOARP"),
        (LinkFlags.Promiscuous, "PROMISC"),
        (LinkFlags.AllMulticast, "ALLMULTI"),
        (LinkFlags.Slave, "SLAVE"),
        (LinkFlags.Master, "MASTER"),
        (LinkFlags.Multicast, "MULTICAST"),
        (LinkFlags.Dynamic, "DYNAMIC"),
    ];

    public static int Number(LinkFlags flags) => (int)(flags & Asked);

    public static string Of(LinkFlags flags) => string.Join(',', Names.Where(pair => (flags & pair.Flag) != 0).Select(static pair => pair.Name));
}
