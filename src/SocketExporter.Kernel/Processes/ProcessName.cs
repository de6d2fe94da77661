using System.Text;

namespace SocketExporter.Kernel.Processes;

/// <summary>
/// comm: any bytes the process chose, at most 15 (workers of the kernel say up to 64). Bytes that aren't UTF-8 become U+FFFD, no name at
/// all "_".
/// </summary>
internal static class ProcessName
{
    public const string Empty = "_";

    /// <summary>Four times what any kernel says.</summary>
    private const int MaxBytes = 256;

    /// <summary>
    /// The text of <paramref name="comm"/>; <paramref name="known"/> itself where it is the same, so that looking again allocates nothing.
    /// </summary>
    public static string Decode(ReadOnlySpan<byte> comm, string? known = null)
    {
        if (comm.IsEmpty)
        {
            // The constant is one object: a process that stays without a name keeps it.
            return Empty;
        }

        Span<char> text = stackalloc char[MaxBytes];
        comm = comm.Length > text.Length ? comm[..text.Length] : comm;
        text = text[..Encoding.UTF8.GetChars(comm, text)];
        return known is not null && text.SequenceEqual(known) ? known : new string(text);
    }

    /// <summary>
    /// The text of /proc/PID/comm: the name and the one newline that the kernel adds. A name may hold newlines of its own.
    /// </summary>
    public static ReadOnlySpan<byte> FromCommFile(ReadOnlySpan<byte> text) =>
        !text.IsEmpty && text[^1] == (byte)'\n' ? text[..^1] : text;
}
