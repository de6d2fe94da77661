using SocketExporter.EndToEnd.Tests.Live;

namespace SocketExporter.EndToEnd.Tests.Netstat;

/// <summary>Hundreds of addresses, interfaces and routes in one call of ip.</summary>
internal static class IpBatch
{
    public static void Run(Namespace space, IEnumerable<string> commands)
    {
        string input = string.Join('\n', commands) + "\n";
        _ = Tool.Finish(space.Inside(() => Tool.Start("ip", ["-batch", "-"])), input).OutputOrThrow("ip -batch");
    }
}
