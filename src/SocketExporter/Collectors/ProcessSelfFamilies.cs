using SocketExporter.Metrics;

namespace SocketExporter.Collectors;

/// <summary>The daemon's own process, under the names all Prometheus client libraries use. Outside of the catalogue of socket metrics.</summary>
internal static class ProcessSelfFamilies
{
    public static readonly MetricFamily CpuSecondsTotal = MetricFamily.Counter(
        "process_cpu_seconds_total", "User and system CPU time of this daemon.", "/proc/self/stat utime, stime");

    public static readonly MetricFamily ResidentMemoryBytes = MetricFamily.Gauge(
        "process_resident_memory_bytes", "Resident memory of this daemon.", "/proc/self/stat rss");

    public static readonly MetricFamily VirtualMemoryBytes = MetricFamily.Gauge(
        "process_virtual_memory_bytes", "Virtual memory of this daemon.", "/proc/self/stat vsize");

    public static readonly MetricFamily OpenFds = MetricFamily.Gauge(
        "process_open_fds", "Open file descriptors of this daemon.", "/proc/self/fd");

    public static readonly MetricFamily MaxFds = MetricFamily.Gauge(
        "process_max_fds", "Open file descriptors that this daemon may have; absent where unlimited.", "/proc/self/limits Max open files");

    public static readonly MetricFamily StartTimeSeconds = MetricFamily.Gauge(
        "process_start_time_seconds", "When this daemon was started, in seconds since the epoch.", "/proc/self/stat starttime, /proc/stat btime");

    public static readonly IReadOnlyList<MetricFamily> All =
        [CpuSecondsTotal, ResidentMemoryBytes, VirtualMemoryBytes, OpenFds, MaxFds, StartTimeSeconds];
}
