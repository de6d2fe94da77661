using System.Buffers.Text;
using System.Text;

namespace SocketExporter.Kernel.Processes;

/// <summary>Who this process is to the kernel: what /proc/self/status says of rights.</summary>
/// <param name="Uid">The effective one.</param>
/// <param name="Gid">The effective one.</param>
/// <param name="Effective">Capabilities in force (CapEff).</param>
/// <param name="Permitted">Capabilities that it may put in force (CapPrm).</param>
public sealed record OwnStatus(uint Uid, uint Gid, CapabilitySet Effective, CapabilitySet Permitted)
{
    /// <exception cref="KernelReadException">A line is missing or is not what it should be.</exception>
    public static OwnStatus Parse(ReadOnlySpan<byte> text) => new(
        Id(text, "Uid:"u8),
        Id(text, "Gid:"u8),
        Capabilities(text, "CapEff:"u8),
        Capabilities(text, "CapPrm:"u8));

    // Real, effective, saved, file system: the second of four.
    private static uint Id(ReadOnlySpan<byte> text, ReadOnlySpan<byte> key)
    {
        ReadOnlySpan<byte> line = Line(text, key);
        ReadOnlySpan<byte> value = line;
        int tab = value.IndexOf((byte)'\t');
        value = tab < 0 ? default : value[(tab + 1)..];
        tab = value.IndexOf((byte)'\t');
        return tab > 0 && Utf8Parser.TryParse(value[..tab], out uint id, out int used) && used == tab
            ? id
            : throw Wrong(key, line, "four numbers");
    }

    private static CapabilitySet Capabilities(ReadOnlySpan<byte> text, ReadOnlySpan<byte> key)
    {
        ReadOnlySpan<byte> line = Line(text, key);
        return line.Length == 16 && Utf8Parser.TryParse(line, out ulong bits, out int used, 'x') && used == line.Length
            ? new CapabilitySet(bits)
            : throw Wrong(key, line, "16 hexadecimal digits");
    }

    /// <summary>What stands after the key and its tab.</summary>
    private static ReadOnlySpan<byte> Line(ReadOnlySpan<byte> text, ReadOnlySpan<byte> key)
    {
        ReadOnlySpan<byte> rest = text;
        while (rest.IndexOf((byte)'\n') is var end and >= 0)
        {
            ReadOnlySpan<byte> line = rest[..end];
            if (line.StartsWith(key))
            {
                return line[key.Length..].TrimStart((byte)'\t');
            }

            rest = rest[(end + 1)..];
        }

        throw new KernelReadException($"/proc/self/status: no line '{Encoding.UTF8.GetString(key)}' in {text.Length} bytes, expected one");
    }

    private static KernelReadException Wrong(ReadOnlySpan<byte> key, ReadOnlySpan<byte> found, string expected)
        => new($"/proc/self/status: {Encoding.UTF8.GetString(key)} '{Encoding.UTF8.GetString(found[..Math.Min(found.Length, 40)])}', expected {expected}");
}
