using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;
using SocketExporter.Sampling;

namespace SocketExporter.Publishing;

/// <summary>
/// The daemon's own process: the few values that every Prometheus client library publishes and dashboards expect. The library's default
/// metrics are not used: they listen to event counters, which costs 10 MiB.
/// </summary>
internal sealed record ProcessSelf(
    double CpuSeconds,
    double StartTimeSeconds,
    double VirtualMemoryBytes,
    double ResidentMemoryBytes,
    double OpenFileDescriptors,
    double? MaxFileDescriptors)
{
    /// <summary>USER_HZ, in which /proc/PID/stat counts; 100 on every architecture .NET runs on.</summary>
    private const double TicksPerSecond = 100;

    // Places after the name, state being 0: fields 14, 15, 22, 23 and 24 of proc(5).
    private const int UserTicks = 11;
    private const int SystemTicks = 12;
    private const int StartTicks = 19;
    private const int VirtualBytes = 20;
    private const int ResidentPages = 21;

    // Kept open: a read is one pread. Failures are not kept.
    private static readonly Lazy<SafeFileHandle> StatFile = Kept("/proc/self/stat");
    private static readonly Lazy<SafeFileHandle> LimitsFile = Kept("/proc/self/limits");

    // Once: /proc/stat is long and slow to make, and a start time that moved with the clock would look like a restart.
    private static readonly Lazy<double> BootTime = new(static () => ParseBootTime(File.ReadAllText("/proc/stat")), LazyThreadSafetyMode.PublicationOnly);

    /// <summary>Always the own /proc: the one of <c>--path.procfs</c> may be of another pid namespace.</summary>
    /// <exception cref="IOException">/proc is not mounted or not readable.</exception>
    /// <exception cref="FormatException">A file of /proc/self is not what it was since Linux 2.6.</exception>
    public static ProcessSelf Read()
        => Parse(TextOf(StatFile.Value), BootTime.Value, TextOf(LimitsFile.Value), OwnOpenFiles.Count(), Environment.SystemPageSize);

    /// <param name="stat">/proc/self/stat.</param>
    /// <param name="bootTimeSeconds">See <see cref="ParseBootTime"/>.</param>
    /// <param name="limits">/proc/self/limits.</param>
    /// <param name="openFileDescriptors">Entries of /proc/self/fd.</param>
    /// <param name="pageBytes">Unit of rss.</param>
    public static ProcessSelf Parse(string stat, double bootTimeSeconds, string limits, int openFileDescriptors, int pageBytes)
    {
        // comm stands in parentheses and may hold blanks and parentheses; the fields after it begin with the third (state).
        int commEnd = stat.LastIndexOf(')');
        ReadOnlySpan<char> text = commEnd < 0 ? [] : stat.AsSpan(commEnd + 1).TrimStart(' ');
        Span<Range> fields = stackalloc Range[ResidentPages + 2];
        int found = text.IsEmpty ? 0 : text.Split(fields, ' ');
        if (found <= ResidentPages)
        {
            throw new FormatException($"/proc/self/stat: {found} fields after the name, expected at least {ResidentPages + 1}");
        }

        ReadOnlySpan<char> softLimit = ValueAfter(limits, "Max open files");
        return new ProcessSelf(
            (Number(text[fields[UserTicks]]) + Number(text[fields[SystemTicks]])) / TicksPerSecond,
            bootTimeSeconds + (Number(text[fields[StartTicks]]) / TicksPerSecond),
            Number(text[fields[VirtualBytes]]),
            Number(text[fields[ResidentPages]]) * pageBytes,
            openFileDescriptors,
            softLimit is "" or "unlimited" ? null : Number(softLimit));
    }

    /// <summary>When the host was started, seconds since 1970.</summary>
    /// <param name="hostStat">/proc/stat, of which btime is wanted.</param>
    /// <exception cref="FormatException">There is none.</exception>
    public static double ParseBootTime(string hostStat)
    {
        ReadOnlySpan<char> bootTime = ValueAfter(hostStat, "btime ");
        return bootTime.IsEmpty ? throw new FormatException("/proc/stat: no btime") : Number(bootTime);
    }

    private static Lazy<SafeFileHandle> Kept(string path)
        => new(() => File.OpenHandle(path, share: FileShare.ReadWrite), LazyThreadSafetyMode.PublicationOnly);

    // Both files have less than two thousand bytes, and the kernel gives a page of them at once.
    private static string TextOf(SafeFileHandle file)
    {
        Span<byte> text = stackalloc byte[4096];
        return Encoding.UTF8.GetString(text[..RandomAccess.Read(file, text, 0)]);
    }

    /// <summary>Empty where no line begins so.</summary>
    private static ReadOnlySpan<char> ValueAfter(string text, string lineStart)
    {
        foreach (ReadOnlySpan<char> line in text.AsSpan().EnumerateLines())
        {
            if (line.StartsWith(lineStart, StringComparison.Ordinal))
            {
                ReadOnlySpan<char> rest = line[lineStart.Length..].TrimStart();
                int end = rest.IndexOf(' ');
                return end < 0 ? rest : rest[..end];
            }
        }

        return [];
    }

    private static double Number(ReadOnlySpan<char> text) => double.Parse(text, NumberStyles.Integer, CultureInfo.InvariantCulture);
}
