using SocketExporter.Kernel.Abi;

namespace SocketExporter.Kernel.Io;

/// <summary>
/// File descriptor 1, written as it is: the runtime's own stream keeps a place of its own in a file (what else is written there then overwrites ours) and swallows
/// that nobody reads any more.
/// </summary>
public static unsafe class StandardOutput
{
    private const int Descriptor = 1;

    /// <summary>Writes all of it.</summary>
    /// <returns>False when nobody reads any more (EPIPE).</returns>
    /// <exception cref="IOException">It can't be written, e.g. a full disk.</exception>
    public static bool TryWrite(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            nint written;
            fixed (byte* start = bytes)
            {
                written = LibC.Write(Descriptor, start, (nuint)bytes.Length);
            }

            if (written >= 0)
            {
                bytes = bytes[(int)written..];
                continue;
            }

            int errno = LibC.LastError;
            switch (errno)
            {
                case Errno.Eintr:
                    break;
                case Errno.Eagain:
                    // Somebody has made the terminal or pipe non-blocking, for all who share it.
                    WaitForRoom();
                    break;
                case Errno.Epipe:
                    return false;
                default:
                    throw new IOException($"standard output: {Errno.Describe(errno)}");
            }
        }

        return true;
    }

    /// <summary>Until something can be written, or nobody reads any more: the next write says which. A signal ends the wait too, which does no harm.</summary>
    private static void WaitForRoom()
    {
        var output = new pollfd { fd = Descriptor, events = pollfd.POLLOUT };
        _ = LibC.Poll(&output, 1, timeoutMilliseconds: -1);
    }
}
