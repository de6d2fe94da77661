namespace SocketExporter.Kernel;

/// <summary>
/// The one exception of this layer: something the kernel gave could not be read. The message says what was read, what was found and what
/// was expected ("inet_diag_msg: 40 bytes, need 72"). It is caught where a section of the sample is taken: the section fails, the rest is served.
/// </summary>
public sealed class KernelReadException : Exception
{
    public KernelReadException(string message)
        : base(message)
    {
    }

    internal KernelReadException(string what, int errno)
        : base($"{what}: {Io.Errno.Describe(errno)}")
    {
        ErrorNumber = errno;
        IsLostData = errno == Io.Errno.Enobufs;
    }

    /// <summary>The errno of the failed call, 0 where the bytes were wrong rather than the call.</summary>
    public int ErrorNumber { get; }

    /// <summary>A recording does not hold what was asked for.</summary>
    internal bool IsAbsent { get; init; }

    /// <summary>
    /// The kernel had an answer and no room for it (ENOBUFS, NLMSG_OVERRUN): what was read is a part, and the same question asked again may be answered whole.
    /// </summary>
    public bool IsLostData { get; internal init; }
}
