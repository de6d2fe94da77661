using System.Text;
using SocketExporter.Netstat;

namespace SocketExporter.Tests.Netstat.Views;

/// <summary>What a view writes, as text.</summary>
internal static class PrintedView
{
    public static string Of(Action<NetstatOutput> write, bool json = false)
    {
        using var bytes = new MemoryStream();
        var output = new NetstatOutput(bytes.Write, json, CancellationToken.None);
        write(output);
        output.EndRound();
        return Encoding.UTF8.GetString(bytes.ToArray());
    }
}
