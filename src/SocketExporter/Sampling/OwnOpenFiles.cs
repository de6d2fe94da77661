using SocketExporter.Kernel.Processes;

namespace SocketExporter.Sampling;

/// <summary>How many fds the daemon itself has open. Here because only this part of the program asks the kernel.</summary>
internal static class OwnOpenFiles
{
    /// <exception cref="IOException">/proc/self can't be read.</exception>
    public static int Count()
    {
        int count = OwnDescriptors.Count();
        return count >= 0 ? count : throw new IOException("/proc/self/fd can't be read");
    }
}
