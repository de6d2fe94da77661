using System.Diagnostics;

namespace SocketExporter.Lab;

/// <summary>Drops packets in the input chain of this process's network namespace.</summary>
internal static class Firewall
{
    /// <summary>What clients send to the port.</summary>
    public static void DropTo(int port) => Add($"tcp dport {port} drop");

    /// <summary>What the server sends from the port.</summary>
    public static void DropFrom(int port) => Add($"tcp sport {port} drop");

    public static void DropHandshakeReplies(int port) => Add($"tcp sport {port} tcp flags & (syn | ack) == (syn | ack) drop");

    private static void Add(string rule)
    {
        using Process nft = Process.Start(new ProcessStartInfo("nft", ["-f", "-"]) { RedirectStandardInput = true, RedirectStandardError = true })
            ?? throw new InvalidOperationException("nft did not start");
        nft.StandardInput.Write($"add table inet lab\nadd chain inet lab in {{ type filter hook input priority 0; }}\nadd rule inet lab in {rule}\n");
        nft.StandardInput.Close();
        string errors = nft.StandardError.ReadToEnd();
        nft.WaitForExit();
        if (nft.ExitCode != 0)
        {
            throw new InvalidOperationException($"nft: {rule}: {errors}");
        }
    }
}
