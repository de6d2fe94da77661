using System.Text;
using Microsoft.Extensions.Time.Testing;
using SocketExporter.Publishing;
using SocketExporter.Snapshots;

namespace SocketExporter.Tests.Publishing;

/// <summary>What the daemon says of itself about a sample that has all there is to say.</summary>
public sealed class OwnFamiliesTests
{
    [Fact]
    public void Key_sets_memories_and_parts_of_a_sample_are_shown_each_with_its_limit()
    {
        Snapshot snapshot = Samples.Good() with
        {
            ListenerPeakWindow = TimeSpan.FromMinutes(2),
            TrackedSockets = [new TrackedSockets("udp_drops", 3, 65_536), new TrackedSockets("unix_listeners", 12, 65_536)],
            KeySets = [new KeySetSize("service", 100, 100, 7), new KeySetSize("unix_path", 2, 50, 0)],
        };
        var totals = new SampleTotals(10, 2, 0.5) { SectionCpuSeconds = new[] { 0.25, 0.0625, 0.03125, 0, 0.125, 0, 0, 0, 0.015625 } };
        var publisher = new Publisher([], new PrometheusExposition(), Samples.Build, new AskedPages(new FakeTimeProvider()), new FakeTimeProvider());

        Publication publication = publisher.Publish(snapshot, totals, new SamplingPace(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5)), null);

        // The 42 series of capabilities are in PublisherTests.
        Assert.Equal(
            """
            # HELP socket_exporter_build_info 1; the labels say which build is running.
            # TYPE socket_exporter_build_info gauge
            socket_exporter_build_info{version="1.2.3",revision="abc",runtime="10.0.0"} 1
            # HELP socket_exporter_samples_total Samples taken; after a failure the page before is served on.
            # TYPE socket_exporter_samples_total counter
            socket_exporter_samples_total{result="success"} 10
            socket_exporter_samples_total{result="failure"} 2
            # HELP socket_exporter_sample_duration_seconds Time to read the last sample from the kernel.
            # TYPE socket_exporter_sample_duration_seconds gauge
            socket_exporter_sample_duration_seconds 0.25
            # HELP socket_exporter_sample_cpu_seconds_total CPU time that sampling has cost: reading, looking at listeners in between, collecting and rendering.
            # TYPE socket_exporter_sample_cpu_seconds_total counter
            socket_exporter_sample_cpu_seconds_total 0.5
            # HELP socket_exporter_section_cpu_seconds_total The same by part: listeners is what the samples of listeners alone cost, other what belongs to no part alone, render the collecting and rendering of pages.
            # TYPE socket_exporter_section_cpu_seconds_total counter
            socket_exporter_section_cpu_seconds_total{section="tcp"} 0.25
            socket_exporter_section_cpu_seconds_total{section="udp"} 0.0625
            socket_exporter_section_cpu_seconds_total{section="unix"} 0.03125
            socket_exporter_section_cpu_seconds_total{section="other"} 0
            socket_exporter_section_cpu_seconds_total{section="processes"} 0.125
            socket_exporter_section_cpu_seconds_total{section="counters"} 0
            socket_exporter_section_cpu_seconds_total{section="links"} 0
            socket_exporter_section_cpu_seconds_total{section="routes"} 0
            socket_exporter_section_cpu_seconds_total{section="listeners"} 0.015625
            socket_exporter_section_cpu_seconds_total{section="render"} 0.015625
            # HELP socket_exporter_sampling_interval_seconds Time from one sample to the next as configured.
            # TYPE socket_exporter_sampling_interval_seconds gauge
            socket_exporter_sampling_interval_seconds 5
            # HELP socket_exporter_sample_interval_seconds Time from one sample to the next as it is now, stretched by the CPU budget.
            # TYPE socket_exporter_sample_interval_seconds gauge
            socket_exporter_sample_interval_seconds 5
            # HELP socket_exporter_sample_timestamp_seconds When the page was sampled, in seconds since the epoch.
            # TYPE socket_exporter_sample_timestamp_seconds gauge
            socket_exporter_sample_timestamp_seconds 1700000000
            # HELP socket_exporter_stale 1 when the last good sample is too old and all but the daemon's own series are withheld, else 0.
            # TYPE socket_exporter_stale gauge
            socket_exporter_stale 0
            # HELP socket_exporter_sockets_read Sockets read for the last sample.
            # TYPE socket_exporter_sockets_read gauge
            socket_exporter_sockets_read 5
            # HELP socket_exporter_listener_peak_window_seconds For how long the peak of an accept queue is shown.
            # TYPE socket_exporter_listener_peak_window_seconds gauge
            socket_exporter_listener_peak_window_seconds 120
            # HELP socket_exporter_tracked_sockets Sockets, and groups of them, that are remembered between or within samples, by what for.
            # TYPE socket_exporter_tracked_sockets gauge
            socket_exporter_tracked_sockets{purpose="udp_drops"} 3
            socket_exporter_tracked_sockets{purpose="unix_listeners"} 12
            # HELP socket_exporter_tracked_sockets_limit How many are remembered at most.
            # TYPE socket_exporter_tracked_sockets_limit gauge
            socket_exporter_tracked_sockets_limit{purpose="udp_drops"} 65536
            socket_exporter_tracked_sockets_limit{purpose="unix_listeners"} 65536
            # HELP socket_exporter_keys Keys of the set that are shown by name.
            # TYPE socket_exporter_keys gauge
            socket_exporter_keys{keyset="service"} 100
            socket_exporter_keys{keyset="unix_path"} 2
            # HELP socket_exporter_keys_limit Keys of the set that may be shown by name.
            # TYPE socket_exporter_keys_limit gauge
            socket_exporter_keys_limit{keyset="service"} 100
            socket_exporter_keys_limit{keyset="unix_path"} 50
            # HELP socket_exporter_keys_folded Keys of the set that have no series of their own now: summed as <other>; of route and tuple they are left out.
            # TYPE socket_exporter_keys_folded gauge
            socket_exporter_keys_folded{keyset="service"} 7
            socket_exporter_keys_folded{keyset="unix_path"} 0
            # HELP socket_exporter_series_limit Series of a page from which on key sets show fewer keys by name.
            # TYPE socket_exporter_series_limit gauge
            socket_exporter_series_limit 10000
            # HELP socket_exporter_series Series on the whole page, this one included.
            # TYPE socket_exporter_series gauge
            socket_exporter_series 78
            # HELP http_requests_received_total Requests that this daemon has answered until the last sample.
            # TYPE http_requests_received_total counter
            http_requests_received_total{code="200"} 0
            http_requests_received_total{code="503"} 0
            # HELP http_requests_in_progress Requests that this daemon was answering at the last sample.
            # TYPE http_requests_in_progress gauge
            http_requests_in_progress 0

            """.Split('\n'),
            Encoding.UTF8.GetString(publication.Find(PageFormat.Text)!.Body.Span).Split('\n').Where(static line => !line.Contains("socket_exporter_capability", StringComparison.Ordinal)));
    }
}
