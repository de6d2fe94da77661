using System.Globalization;

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

    /// <summary>Always the own /proc: the one of <c>--path.procfs</c> may be of another pid namespace.</summary>
    /// <exception cref="IOException">/proc is not mounted or not readable.</exception>
    /// <exception cref="FormatException">A file of /proc/self is not what it was since Linux 2.6.</exception>
    public static ProcessSelf Read()
        => Parse(
            File.ReadAllText("/proc/self/stat"),
            File.ReadAllText("/proc/stat"),
            File.ReadAllText("/proc/self/limits"),
            Directory.EnumerateFileSystemEntries("/proc/self/fd").Count(),
            Environment.SystemPageSize);

    /// <param name="stat">/proc/self/stat.</param>
    /// <param name="hostStat">/proc/stat, of which btime is wanted.</param>
    /// <param name="limits">/proc/self/limits.</param>
    /// <param name="openFileDescriptors">Entries of /proc/self/fd.</param>
    /// <param name="pageBytes">Unit of rss.</param>
    public static ProcessSelf Parse(string stat, string hostStat, string limits, int openFileDescriptors, int pageBytes)
    {
        // comm stands in parentheses and may hold blanks and parentheses; the fields after it begin with the third (state).
        int commEnd = stat.LastIndexOf(')');
        string[] fields = commEnd < 0 ? [] : stat[(commEnd + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length < 22)
        {
            throw new FormatException($"/proc/self/stat: {fields.Length} fields after the name, expected at least 22");
        }

        double utime = Number(fields[11]);
        double stime = Number(fields[12]);
        double startTicks = Number(fields[19]);
        double bootTime = Number(ValueAfter(hostStat, "btime ") ?? throw new FormatException("/proc/stat: no btime"));
        string? softLimit = ValueAfter(limits, "Max open files");
        return new ProcessSelf(
            (utime + stime) / TicksPerSecond,
            bootTime + (startTicks / TicksPerSecond),
            Number(fields[20]),
            Number(fields[21]) * pageBytes,
            openFileDescriptors,
            softLimit is null or "unlimited" ? null : Number(softLimit));
    }

    private static string? ValueAfter(string text, string lineStart)
    {
        foreach (ReadOnlySpan<char> line in text.AsSpan().EnumerateLines())
        {
            if (line.StartsWith(lineStart, StringComparison.Ordinal))
            {
                ReadOnlySpan<char> rest = line[lineStart.Length..].TrimStart();
                int end = rest.IndexOf(' ');
                return (end < 0 ? rest : rest[..end]).ToString();
            }
        }

        return null;
    }

    private static double Number(string text) => double.Parse(text, NumberStyles.Integer, CultureInfo.InvariantCulture);
}
