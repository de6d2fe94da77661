namespace SocketExporter.Kernel.Io;

/// <summary>Whether a path can be where procfs is mounted, before anything is read from it.</summary>
public static class ProcFileSystem
{
    /// <summary>
    /// What is wrong with a path, to be put behind it; null if it may be procfs. A part of procfs passes, with processes or sysctls alone: what is missing fails by itself, and nothing else does.
    /// </summary>
    public static string? Fault(string path)
    {
        if (!Directory.Exists(path))
        {
            return Path.Exists(path) ? "is no directory" : "is not there, or may not be looked into";
        }

        try
        {
            // thread-self is a link that leads nowhere in the procfs of another pid namespace: that it is there is enough.
            return Path.Exists($"{path}/thread-self") || Path.Exists($"{path}/sys/net") || Directory.EnumerateDirectories(path).Any(IsProcess) ? null : "holds no procfs";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "can't be listed";
        }
    }

    private static bool IsProcess(string path) => !Path.GetFileName(path.AsSpan()).ContainsAnyExceptInRange('0', '9');
}
