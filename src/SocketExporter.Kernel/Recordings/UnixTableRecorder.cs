using System.Globalization;
using System.Text;
using SocketExporter.Kernel.Netlink;
using SocketExporter.Kernel.Sockets;

namespace SocketExporter.Kernel.Recordings;

/// <summary>Writes /proc/net/unix anew, in the kernel's form, with other names and without pointers.</summary>
internal sealed class UnixTableRecorder
{
    private readonly NamePseudonyms _names;

    /// <param name="names">The same that the names in the answer of unix_diag get.</param>
    public UnixTableRecorder(NamePseudonyms names)
    {
        _names = names;
    }

    /// <exception cref="KernelReadException">It can't be read, or this kernel has none.</exception>
    public byte[] Write(KernelSource kernel)
    {
        using var reader = new UnixTableReader(kernel);
        return Write(reader);
    }

    internal byte[] Write(UnixTableReader reader)
    {
        StringBuilder text = new StringBuilder(UnixTableText.Titles).Append('\n');
        reader.Start();
        while (reader.Next())
        {
            UnixTableRow row = reader.Row;
            text.Append(
                CultureInfo.InvariantCulture,
                $"0000000000000000: {row.References:X8} 00000000 {row.Flags:X8} {UnixTableText.TypeOf(row.Kind):X4} {UnixTableText.NumberOf(row.State):X2} {row.Inode,5}");
            if (!row.Path.IsEmpty)
            {
                text.Append(' ').Append(Encoding.Latin1.GetString(Renamed(row.Path)));
            }

            text.Append('\n');
        }

        return Encoding.Latin1.GetBytes(text.ToString());
    }

    /// <summary>The table has an @ where unix_diag has the NUL of an abstract name.</summary>
    private byte[] Renamed(ReadOnlySpan<byte> path)
    {
        byte[] name = path.ToArray();
        bool isAbstract = name[0] == (byte)'@';
        name[0] = isAbstract ? (byte)0 : name[0];
        name = _names.UnixName(name);
        name[0] = isAbstract ? (byte)'@' : name[0];
        return name;
    }
}
