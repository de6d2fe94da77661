using System.Buffers.Text;

namespace SocketExporter.Kernel.Processes;

/// <summary>What is taken from /proc/PID/limits (fs/proc/base.c, proc_pid_limits): "Max open files            1024                 524288               files".</summary>
internal static class ProcessLimits
{
    /// <summary>More than the 17 lines of 80 bytes.</summary>
    public const int MaxBytes = 2048;

    /// <summary>The soft limit of open fds; 0 where there is none ("unlimited") or where it can't be known.</summary>
    public static int ParseOpenFiles(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> title = "Max open files "u8;
        foreach (Range range in text.Split((byte)'\n'))
        {
            ReadOnlySpan<byte> line = text[range];
            if (line.StartsWith(title))
            {
                ReadOnlySpan<byte> rest = line[title.Length..].TrimStart((byte)' ');
                int end = rest.IndexOf((byte)' ');

                // Without a blank behind it the number may be cut.
                return end > 0 && Utf8Parser.TryParse(rest[..end], out long limit, out int used) && used == end && limit > 0 ? (int)Math.Min(limit, int.MaxValue) : 0;
            }
        }

        return 0;
    }
}
