namespace SocketExporter.Sampling.Memory;

/// <summary>When a socket that is not seen is gone.</summary>
internal static class MissedSamples
{
    /// <summary>
    /// Samples in a row in which it was not seen. A dump can miss a living one while its neighbours come and go: a few in each, where the kernel's table is small for its sockets. What is
    /// remembered of it since when would begin anew. That two in a row miss the same is rare.
    /// </summary>
    public const int UntilGone = 2;
}
