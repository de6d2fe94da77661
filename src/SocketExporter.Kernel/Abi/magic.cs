namespace SocketExporter.Kernel.Abi;

/// <summary>linux/magic.h: f_type of statfs, by which a file system says what it is.</summary>
internal static class FileSystemMagic
{
    public const long PROC_SUPER_MAGIC = 0x9fa0;
    public const long CGROUP2_SUPER_MAGIC = 0x63677270;
}
