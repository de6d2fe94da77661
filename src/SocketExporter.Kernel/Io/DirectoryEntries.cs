using System.Runtime.InteropServices;
using SocketExporter.Kernel.Abi;

namespace SocketExporter.Kernel.Io;

/// <summary>The names in one answer of getdents64, without copies. "." and ".." are left out.</summary>
internal ref struct DirectoryEntries
{
    private ReadOnlySpan<byte> _rest;

    public DirectoryEntries(ReadOnlySpan<byte> answer)
    {
        _rest = answer;
        Name = default;
    }

    /// <summary>
    /// The name without its zero; the zero follows it in memory, so that the name can be handed to a system call as it lies.
    /// </summary>
    public ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>Inode of the entry.</summary>
    public ulong Inode { get; private set; }

    /// <summary>Whether it is, or may be (the file system does not say), a directory.</summary>
    public bool MayBeDirectory { get; private set; }

    /// <exception cref="KernelReadException">A record is cut, or says a length that it can't have.</exception>
    public bool MoveNext()
    {
        while (_rest.Length > 0)
        {
            if (_rest.Length <= linux_dirent64.d_name)
            {
                throw new KernelReadException($"linux_dirent64: {_rest.Length} bytes, need more than {linux_dirent64.d_name}");
            }

            int length = MemoryMarshal.Read<ushort>(_rest[linux_dirent64.d_reclen..]);
            if (length <= linux_dirent64.d_name || length > _rest.Length)
            {
                throw new KernelReadException(
                    $"linux_dirent64: d_reclen {length}, expected more than {linux_dirent64.d_name} and at most {_rest.Length}");
            }

            ReadOnlySpan<byte> name = _rest[linux_dirent64.d_name..length];
            int end = name.IndexOf((byte)0);
            if (end < 0)
            {
                throw new KernelReadException($"linux_dirent64: name of {name.Length} bytes without its zero");
            }

            Inode = MemoryMarshal.Read<ulong>(_rest);
            MayBeDirectory = _rest[linux_dirent64.d_type] is linux_dirent64.DT_DIR or linux_dirent64.DT_UNKNOWN;
            _rest = _rest[length..];
            Name = name[..end];
            if (!Name.SequenceEqual("."u8) && !Name.SequenceEqual(".."u8))
            {
                return true;
            }
        }

        return false;
    }
}
