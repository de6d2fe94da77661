using System.Buffers.Text;

namespace SocketExporter.Kernel.Processes;

/// <summary>What is taken from /proc/PID/stat (fs/proc/array.c, do_task_stat): "pid (comm) state ppid … flags … starttime …".</summary>
internal readonly ref struct ProcessStat
{
    /// <summary>More than the 52 numbers and the name can fill.</summary>
    public const int MaxBytes = 2048;

    // Places after the parenthesis, state being 0: field 9 and field 22 of proc(5).
    private const int FlagsPlace = 6;
    private const int StartPlace = 19;

    /// <summary>PF_KTHREAD of linux/sched.h.</summary>
    private const ulong KernelThreadFlag = 0x00200000;

    private ProcessStat(ReadOnlySpan<byte> comm, ulong startTicks, bool isKernelThread)
    {
        Comm = comm;
        StartTicks = startTicks;
        IsKernelThread = isKernelThread;
    }

    /// <summary>Bytes as the process set them: spaces, parentheses, newlines, anything but zero.</summary>
    public ReadOnlySpan<byte> Comm { get; }

    /// <summary>Start time since boot in clock ticks (sysconf(_SC_CLK_TCK), 100 a second).</summary>
    public ulong StartTicks { get; }

    public bool IsKernelThread { get; }

    /// <exception cref="KernelReadException">The text is no stat line or ends before the start time.</exception>
    public static ProcessStat Parse(ReadOnlySpan<byte> text)
    {
        // comm may hold parentheses itself, the numbers behind it can't: its end is the last one.
        int open = text.IndexOf((byte)'(');
        int close = text.LastIndexOf((byte)')');
        if (open < 0 || close < open)
        {
            throw new KernelReadException($"/proc/PID/stat: {text.Length} bytes without a name in parentheses");
        }

        ReadOnlySpan<byte> comm = text[(open + 1)..close];
        ReadOnlySpan<byte> rest = text[(close + 1)..];
        ulong flags = 0;
        for (int place = 0; place <= StartPlace; place++)
        {
            rest = rest.TrimStart((byte)' ');
            int end = rest.IndexOf((byte)' ');
            if (end < 0)
            {
                throw new KernelReadException($"/proc/PID/stat: {place} fields after the name, need {StartPlace + 2}");
            }

            if (place == FlagsPlace)
            {
                flags = Number(rest[..end], "flags");
            }
            else if (place == StartPlace)
            {
                return new ProcessStat(comm, Number(rest[..end], "starttime"), (flags & KernelThreadFlag) != 0);
            }

            rest = rest[end..];
        }

        throw new KernelReadException("/proc/PID/stat: no starttime");
    }

    private static ulong Number(ReadOnlySpan<byte> field, string name)
    {
        return Utf8Parser.TryParse(field, out ulong value, out int used) && used == field.Length
            ? value
            : throw new KernelReadException($"/proc/PID/stat: {name} is no number");
    }
}
