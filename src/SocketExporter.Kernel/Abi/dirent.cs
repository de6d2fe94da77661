namespace SocketExporter.Kernel.Abi;

/// <summary>
/// linux/dirent.h: linux_dirent64, a record of getdents64. Its name begins where the fixed part ends and is zero-terminated.
/// </summary>
internal static class linux_dirent64
{
    /// <summary>u64 d_ino, s64 d_off, then u16: length of the record, padding included.</summary>
    public const int d_reclen = 16;

    /// <summary>u8: what the entry is, DT_UNKNOWN where the file system does not say.</summary>
    public const int d_type = 18;

    public const byte DT_UNKNOWN = 0;

    public const byte DT_DIR = 4;

    /// <summary>After d_reclen and u8 d_type.</summary>
    public const int d_name = 19;
}
