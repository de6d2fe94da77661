using System.Buffers.Text;

namespace SocketExporter.Kernel.Processes;

/// <summary>Paths below /proc as zero-terminated bytes, and the numbers in them.</summary>
internal static class ProcPath
{
    /// <summary>Room for a pid (at most 7 digits, 10 for any int), a slash, the longest file name used here and the zero.</summary>
    public const int MaxBytes = 24;

    /// <summary>Writes "PID/file" and a zero into <paramref name="path"/>, which has <see cref="MaxBytes"/>.</summary>
    public static void Write(Span<byte> path, int pid, ReadOnlySpan<byte> file)
    {
        _ = Utf8Formatter.TryFormat(pid, path, out int length);
        path[length++] = (byte)'/';
        file.CopyTo(path[length..]);
        path[length + file.Length] = 0;
    }

    /// <summary>A name that is a positive decimal number and nothing else: a process in /proc.</summary>
    public static bool TryParsePid(ReadOnlySpan<byte> name, out int pid)
    {
        pid = 0;
        if (name.IsEmpty || name[0] is < (byte)'1' or > (byte)'9')
        {
            return false;
        }

        return Utf8Parser.TryParse(name, out pid, out int used) && used == name.Length;
    }
}
