using SocketExporter.EndToEnd.Tests.Live;

namespace SocketExporter.EndToEnd.Tests.Netstat;

/// <summary>Hundreds of addresses, interfaces and routes in one call of ip.</summary>
internal static class IpBatch
{
    public static void Run(Namespace space, IEnumerable<string> commands) => Run(space, "-4", commands);

    public static void RunIpv6(Namespace space, IEnumerable<string> commands) => Run(space, "-6", commands);

    private static void Run(Namespace space, string family, IEnumerable<string> commands)
    {
        string input = string.Join('\n', commands) + "\n";
        _ = Tool.Finish(space.Inside(() => Tool.Start("ip", [family, "-batch", "-"])), input).OutputOrThrow("ip -batch");
    }

    /// <summary>A veth pair that is up at both ends and sends nothing by itself.</summary>
    public static void Pair(Namespace space, string one, string other) => Run(
        space,
        [
            $"link add {one} type veth peer name {other}",
            $"link set {one} addrgenmode none",
            $"link set {other} addrgenmode none",
            $"link set {one} up",
            $"link set {other} up",
        ]);
}
