using SocketExporter.Metrics;

namespace SocketExporter.Collectors;

/// <summary>What the daemon says of itself. Always published, whatever collectors are enabled.</summary>
internal static class ExporterFamilies
{
    public static readonly MetricFamily BuildInfo = MetricFamily.Gauge(
        "socket_exporter_build_info", "1; the labels say which build is running.", "the build", labels: ["version", "revision", "runtime"]);

    public static readonly MetricFamily CollectorSuccess = MetricFamily.Gauge(
        "socket_exporter_collector_success", "1 if the collector could publish the last sample, 0 if not.", "the daemon", labels: ["collector"]);

    public static readonly MetricFamily CollectorDurationSeconds = MetricFamily.Gauge(
        "socket_exporter_collector_duration_seconds", "Time to turn the last sample into the collector's series.", "the daemon", labels: ["collector"]);

    public static readonly MetricFamily SamplesTotal = MetricFamily.Counter(
        "socket_exporter_samples_total", "Samples taken; after a failure the page before is served on.", "the daemon", labels: ["result"]);

    public static readonly MetricFamily SampleDurationSeconds = MetricFamily.Gauge(
        "socket_exporter_sample_duration_seconds", "Time to read the last sample from the kernel.", "the daemon");

    public static readonly MetricFamily SampleCpuSecondsTotal = MetricFamily.Counter(
        "socket_exporter_sample_cpu_seconds_total", "CPU time that sampling has cost: reading, looking at listeners in between, collecting and rendering.", "the daemon");

    public static readonly MetricFamily SamplingIntervalSeconds = MetricFamily.Gauge(
        "socket_exporter_sampling_interval_seconds", "Time from one sample to the next as configured.", "the daemon");

    public static readonly MetricFamily SampleIntervalSeconds = MetricFamily.Gauge(
        "socket_exporter_sample_interval_seconds", "Time from one sample to the next as it is now, stretched by the CPU budget.", "the daemon");

    public static readonly MetricFamily SampleTimestampSeconds = MetricFamily.Gauge(
        "socket_exporter_sample_timestamp_seconds", "When the page was sampled, in seconds since the epoch.", "the daemon");

    public static readonly MetricFamily Stale = MetricFamily.Gauge(
        "socket_exporter_stale", "1 when the last good sample is too old and all but the daemon's own series are withheld, else 0.", "the daemon");

    public static readonly MetricFamily SocketsRead = MetricFamily.Gauge(
        "socket_exporter_sockets_read", "Sockets read for the last sample.", "the daemon");

    public static readonly MetricFamily SectionCpuSecondsTotal = MetricFamily.Counter(
        "socket_exporter_section_cpu_seconds_total",
        "The same by part: listeners is what the samples of listeners alone cost, other what belongs to no part alone, render the collecting and rendering of pages.",
        "the daemon",
        labels: ["section"]);

    public static readonly MetricFamily ListenerPeakWindowSeconds = MetricFamily.Gauge(
        "socket_exporter_listener_peak_window_seconds", "For how long the peak of an accept queue is shown.", "the configuration");

    public static readonly MetricFamily TrackedSockets = MetricFamily.Gauge(
        "socket_exporter_tracked_sockets", "Sockets, and groups of them, that are remembered between or within samples, by what for.", "the daemon", labels: ["purpose"]);

    public static readonly MetricFamily TrackedSocketsLimit = MetricFamily.Gauge(
        "socket_exporter_tracked_sockets_limit", "How many are remembered at most.", "the daemon", labels: ["purpose"]);

    public static readonly MetricFamily Capability = MetricFamily.Gauge(
        "socket_exporter_capability",
        "1 at the level at which the last sample could see what the feature needs, 0 at the others; socket-exporter doctor says why.",
        "the daemon",
        labels: ["feature", "level"]);

    public static readonly MetricFamily Keys = MetricFamily.Gauge(
        "socket_exporter_keys", "Keys of the set that are shown by name.", "the daemon", labels: ["keyset"]);

    public static readonly MetricFamily KeysLimit = MetricFamily.Gauge(
        "socket_exporter_keys_limit", "Keys of the set that may be shown by name.", "the daemon", labels: ["keyset"]);

    public static readonly MetricFamily KeysFolded = MetricFamily.Gauge(
        "socket_exporter_keys_folded", "Keys of the set that have no series of their own now: summed as <other>; of route and tuple they are left out.", "the daemon", labels: ["keyset"]);

    public static readonly MetricFamily Series = MetricFamily.Gauge(
        "socket_exporter_series", "Series on the whole page, this one included.", "the daemon");

    public static readonly MetricFamily SeriesLimit = MetricFamily.Gauge(
        "socket_exporter_series_limit", "Series of a page from which on key sets show fewer keys by name.", "the daemon");

    public static readonly IReadOnlyList<MetricFamily> All =
    [
        BuildInfo,
        CollectorSuccess,
        CollectorDurationSeconds,
        SamplesTotal,
        SampleDurationSeconds,
        SampleCpuSecondsTotal,
        SectionCpuSecondsTotal,
        SamplingIntervalSeconds,
        SampleIntervalSeconds,
        SampleTimestampSeconds,
        Stale,
        SocketsRead,
        ListenerPeakWindowSeconds,
        TrackedSockets,
        TrackedSocketsLimit,
        Capability,
        Keys,
        KeysLimit,
        KeysFolded,
        Series,
        SeriesLimit,
    ];
}
