namespace SocketExporter.Snapshots;

/// <summary>Open file descriptors of all processes of one name for which the kernel tells the number.</summary>
/// <param name="SocketsVisible">Whether none of them hides which sockets it has: only then is "none" a fact.</param>
/// <param name="FullestRatio">Open file descriptors against the limit of the process that is nearest to its own; null where no limit is known.</param>
internal readonly record struct ProcessFiles(string Process, long OpenFiles, bool SocketsVisible = true, double? FullestRatio = null)
{
    /// <summary><see cref="OpenFiles"/> where the kernel does not tell it of every process of the name.</summary>
    public const long NotKnown = -1;
}
