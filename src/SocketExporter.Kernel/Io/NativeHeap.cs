namespace SocketExporter.Kernel.Io;

/// <summary>Memory that is not the garbage collector's: that of the C library's malloc, which compression uses.</summary>
public static class NativeHeap
{
    /// <summary>Bytes. Below the blocks that the compression of a page takes, above what comes by the thousand.</summary>
    private const int LargeBlock = 64 * 1024;

    /// <summary>
    /// Large blocks go back to the kernel when they are freed. Left to itself glibc raises the size it calls large with each one that is freed, and keeps all below: 2.2 MiB
    /// after the first compressed page. Does nothing where the C library has no such setting.
    /// </summary>
    public static void GiveBackLargeBlocks()
    {
        try
        {
            _ = LibC.MallOpt(LibC.MMmapThreshold, LargeBlock);
        }
        catch (EntryPointNotFoundException)
        {
            // musl, which keeps no large blocks.
        }
    }
}
