using System.Text;
using Microsoft.Extensions.Time.Testing;
using SocketExporter.Metrics;
using SocketExporter.Publishing;
using SocketExporter.Snapshots;

namespace SocketExporter.Tests.Publishing;

public sealed class PublisherTests
{
    private static readonly SamplingPace Pace = new(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(7.5));
    private static readonly ProcessSelf Self = new(1.25, 1_600_000_000.5, 4096, 2048, 7, 1024);

    [Fact]
    public void The_page_is_the_collectors_in_their_order_and_then_the_daemon_itself()
    {
        Publication publication = Publish(Samples.Good(), Samples.Collector("tcp", "socket_b", 2), Samples.Collector("udp", "socket_a", 3));

        Assert.Equal(
            """
            # HELP socket_b Help of socket_b.
            # TYPE socket_b gauge
            socket_b 2
            # HELP socket_a Help of socket_a.
            # TYPE socket_a gauge
            socket_a 3
            # HELP socket_exporter_build_info 1; the labels say which build is running.
            # TYPE socket_exporter_build_info gauge
            socket_exporter_build_info{version="1.2.3",revision="abc",runtime="10.0.0"} 1
            # HELP socket_exporter_collector_success 1 if the collector could publish the last sample, 0 if not.
            # TYPE socket_exporter_collector_success gauge
            socket_exporter_collector_success{collector="tcp"} 1
            socket_exporter_collector_success{collector="udp"} 1
            # HELP socket_exporter_collector_duration_seconds Time to turn the last sample into the collector's series.
            # TYPE socket_exporter_collector_duration_seconds gauge
            socket_exporter_collector_duration_seconds{collector="tcp"} 0
            socket_exporter_collector_duration_seconds{collector="udp"} 0
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
            # HELP socket_exporter_sampling_interval_seconds Time from one sample to the next as configured.
            # TYPE socket_exporter_sampling_interval_seconds gauge
            socket_exporter_sampling_interval_seconds 5
            # HELP socket_exporter_sample_interval_seconds Time from one sample to the next as it is now, stretched by the CPU budget.
            # TYPE socket_exporter_sample_interval_seconds gauge
            socket_exporter_sample_interval_seconds 7.5
            # HELP socket_exporter_sample_timestamp_seconds When the page was sampled, in seconds since the epoch.
            # TYPE socket_exporter_sample_timestamp_seconds gauge
            socket_exporter_sample_timestamp_seconds 1700000000
            # HELP socket_exporter_stale 1 when the last good sample is too old and all but the daemon's own series are withheld, else 0.
            # TYPE socket_exporter_stale gauge
            socket_exporter_stale 0
            # HELP socket_exporter_sockets_read Sockets read for the last sample.
            # TYPE socket_exporter_sockets_read gauge
            socket_exporter_sockets_read 5
            # HELP socket_exporter_capability 1 at the level at which the last sample could see what the feature needs, 0 at the others; socket-exporter doctor says why.
            # TYPE socket_exporter_capability gauge
            socket_exporter_capability{feature="counts",level="full"} 1
            socket_exporter_capability{feature="counts",level="partial"} 0
            socket_exporter_capability{feature="counts",level="none"} 0
            socket_exporter_capability{feature="tcp_diag",level="full"} 1
            socket_exporter_capability{feature="tcp_diag",level="partial"} 0
            socket_exporter_capability{feature="tcp_diag",level="none"} 0
            socket_exporter_capability{feature="udp_diag",level="full"} 1
            socket_exporter_capability{feature="udp_diag",level="partial"} 0
            socket_exporter_capability{feature="udp_diag",level="none"} 0
            socket_exporter_capability{feature="unix_diag",level="full"} 1
            socket_exporter_capability{feature="unix_diag",level="partial"} 0
            socket_exporter_capability{feature="unix_diag",level="none"} 0
            socket_exporter_capability{feature="raw_diag",level="full"} 1
            socket_exporter_capability{feature="raw_diag",level="partial"} 0
            socket_exporter_capability{feature="raw_diag",level="none"} 0
            socket_exporter_capability{feature="udplite",level="full"} 1
            socket_exporter_capability{feature="udplite",level="partial"} 0
            socket_exporter_capability{feature="udplite",level="none"} 0
            socket_exporter_capability{feature="packet",level="full"} 1
            socket_exporter_capability{feature="packet",level="partial"} 0
            socket_exporter_capability{feature="packet",level="none"} 0
            socket_exporter_capability{feature="mptcp",level="full"} 1
            socket_exporter_capability{feature="mptcp",level="partial"} 0
            socket_exporter_capability{feature="mptcp",level="none"} 0
            socket_exporter_capability{feature="sctp",level="full"} 1
            socket_exporter_capability{feature="sctp",level="partial"} 0
            socket_exporter_capability{feature="sctp",level="none"} 0
            socket_exporter_capability{feature="xdp",level="full"} 1
            socket_exporter_capability{feature="xdp",level="partial"} 0
            socket_exporter_capability{feature="xdp",level="none"} 0
            socket_exporter_capability{feature="vsock_diag",level="full"} 1
            socket_exporter_capability{feature="vsock_diag",level="partial"} 0
            socket_exporter_capability{feature="vsock_diag",level="none"} 0
            socket_exporter_capability{feature="processes",level="full"} 1
            socket_exporter_capability{feature="processes",level="partial"} 0
            socket_exporter_capability{feature="processes",level="none"} 0
            socket_exporter_capability{feature="control_groups",level="full"} 1
            socket_exporter_capability{feature="control_groups",level="partial"} 0
            socket_exporter_capability{feature="control_groups",level="none"} 0
            socket_exporter_capability{feature="conntrack",level="full"} 1
            socket_exporter_capability{feature="conntrack",level="partial"} 0
            socket_exporter_capability{feature="conntrack",level="none"} 0
            # HELP socket_exporter_series_limit Series of a page from which on key sets show fewer keys by name.
            # TYPE socket_exporter_series_limit gauge
            socket_exporter_series_limit 10000
            # HELP socket_exporter_series Series on the whole page, this one included.
            # TYPE socket_exporter_series gauge
            socket_exporter_series 69
            # HELP process_cpu_seconds_total User and system CPU time of this daemon.
            # TYPE process_cpu_seconds_total counter
            process_cpu_seconds_total 1.25
            # HELP process_resident_memory_bytes Resident memory of this daemon.
            # TYPE process_resident_memory_bytes gauge
            process_resident_memory_bytes 2048
            # HELP process_virtual_memory_bytes Virtual memory of this daemon.
            # TYPE process_virtual_memory_bytes gauge
            process_virtual_memory_bytes 4096
            # HELP process_open_fds Open file descriptors of this daemon.
            # TYPE process_open_fds gauge
            process_open_fds 7
            # HELP process_max_fds Open file descriptors that this daemon may have; absent where unlimited.
            # TYPE process_max_fds gauge
            process_max_fds 1024
            # HELP process_start_time_seconds When this daemon was started, in seconds since the epoch.
            # TYPE process_start_time_seconds gauge
            process_start_time_seconds 1600000000.5
            # HELP http_requests_received_total Requests that this daemon has answered until the last sample.
            # TYPE http_requests_received_total counter
            http_requests_received_total{code="200"} 0
            http_requests_received_total{code="503"} 0
            # HELP http_requests_in_progress Requests that this daemon was answering at the last sample.
            # TYPE http_requests_in_progress gauge
            http_requests_in_progress 0

            """,
            Text(publication));
    }

    [Fact]
    public void Segments_are_the_parts_of_the_page_in_its_order()
    {
        Publication publication = Publish(Samples.Good(), Samples.Collector("tcp", "socket_b"), Samples.Collector("udp", "socket_a"));

        Assert.Equal(["tcp", "udp", "exporter", "process", "http"], publication.Find(PageFormat.Text)!.Names);
        string own = Selected(publication);
        Assert.StartsWith("# HELP socket_exporter_build_info ", own, StringComparison.Ordinal);
        Assert.Equal($"# HELP socket_a Help of socket_a.\n# TYPE socket_a gauge\nsocket_a 1\n{own}", Selected(publication, "udp"));
        Assert.Equal(Text(publication), Selected(publication, "udp", "tcp"));
    }

    [Fact]
    public void A_collector_whose_section_failed_is_left_out_and_the_rest_is_served()
    {
        Publication publication = Publish(
            Samples.Without(Sections.Tcp, "inet_diag_msg: 40 bytes, need 72"),
            Samples.Collector("tcp", "socket_b", needs: Sections.Tcp | Sections.Processes),
            Samples.Collector("udp", "socket_a", needs: Sections.Udp));

        Assert.Equal(["udp", "exporter", "process", "http"], publication.Find(PageFormat.Text)!.Names);
        Assert.DoesNotContain("socket_b", Text(publication), StringComparison.Ordinal);
        Assert.Contains("socket_exporter_collector_success{collector=\"tcp\"} 0\n", Text(publication), StringComparison.Ordinal);
        Assert.Contains("socket_exporter_collector_success{collector=\"udp\"} 1\n", Text(publication), StringComparison.Ordinal);
        Assert.Equal(new CollectorResult("tcp", TimeSpan.Zero, false, null), publication.Report.Results[0]);
    }

    [Fact]
    public void A_collector_that_throws_loses_its_own_series_only()
    {
        MetricFamily half = MetricFamily.Gauge("socket_half", "Half.", "a test");
        var throwing = new Samples.FakeCollector("tcp", Sections.None, (_, writer) =>
        {
            writer.Write(half, 1);
            throw new InvalidOperationException("a defect");
        });

        Publication publication = Publish(Samples.Good(), throwing, Samples.Collector("udp", "socket_a"));

        Assert.DoesNotContain("socket_half", Text(publication), StringComparison.Ordinal);
        Assert.Contains("socket_a 1\n", Text(publication), StringComparison.Ordinal);
        Assert.Contains("socket_exporter_collector_success{collector=\"tcp\"} 0\n", Text(publication), StringComparison.Ordinal);
        Assert.StartsWith("System.InvalidOperationException: a defect", publication.Report.Results[0].Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_collector_that_writes_no_number_fails_with_its_family_in_the_message()
    {
        Publication publication = Publish(Samples.Good(), Samples.Collector("tcp", "socket_b", double.NaN));

        Assert.Equal("socket_b: value NaN, expected a finite number", publication.Report.Results[0].Error);
    }

    [Fact]
    public void A_family_of_another_collector_is_refused_to_the_second()
    {
        Publication publication = Publish(Samples.Good(), Samples.Collector("tcp", "socket_a", 1), Samples.Collector("udp", "socket_a", 2));

        Assert.Equal("socket_a: already written by tcp, expected one collector for a family", publication.Report.Results[1].Error);
        Assert.Contains("socket_a 1\n", Text(publication), StringComparison.Ordinal);
        Assert.DoesNotContain("socket_a 2\n", Text(publication), StringComparison.Ordinal);
    }

    [Fact]
    public void The_families_of_the_daemon_are_refused_to_any_collector()
    {
        Publication publication = Publish(Samples.Good(), Samples.Collector("tcp", "process_open_fds"));

        Assert.Equal("process_open_fds: already written by process, expected one collector for a family", publication.Report.Results[0].Error);
    }

    [Fact]
    public void Without_the_own_process_its_families_are_absent()
    {
        Publication publication = Publisher(Samples.Collector("tcp", "socket_a")).Publish(Samples.Good(), default, Pace, null);

        Assert.Equal(["tcp", "exporter", "http"], publication.Find(PageFormat.Text)!.Names);
        Assert.DoesNotContain("process_", Text(publication).Replace("processes", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void Published_again_the_collected_series_are_the_same_and_the_daemons_own_are_new()
    {
        Publisher publisher = Publisher(Samples.Collector("tcp", "socket_a", 4));
        Publication first = publisher.Publish(Samples.Good(), new SampleTotals(1, 0, 0.1), Pace, Self);

        Publication again = publisher.PublishAgain(first, new SampleTotals(1, 1, 0.2), Pace, Self);

        Assert.Equal(
            Text(first)
                .Replace("result=\"failure\"} 0", "result=\"failure\"} 1", StringComparison.Ordinal)
                .Replace("cpu_seconds_total 0.1", "cpu_seconds_total 0.2", StringComparison.Ordinal),
            Text(again));
    }

    [Fact]
    public void The_whole_page_reads_back_strictly()
        => Assert.Equal(66, TextFormat.Parse(Publish(Samples.Good(), Samples.Collector("tcp", "socket_a")).Find(PageFormat.Text)!.Body.Span).Count);

    [Fact]
    public void The_number_of_series_is_the_pages()
    {
        IReadOnlyList<TextFormat.Series> page = TextFormat.Parse(Publish(Samples.Good(), Samples.Collector("tcp", "socket_a")).Find(PageFormat.Text)!.Body.Span);

        Assert.Equal(page.Count, page.Single(series => series.Name == "socket_exporter_series").Value);
    }

    [Fact]
    public void What_was_asked_for_lately_is_rendered_with_the_sample_and_nothing_else()
    {
        var time = new FakeTimeProvider();
        var asked = new AskedPages(time);
        var publisher = new Publisher([Samples.Collector("tcp", "socket_a")], new PrometheusExposition(), Samples.Build, asked, time);
        PageRequest text = default;
        PageRequest openMetrics = new(PageFormat.OpenMetrics, Gzip: false, CollectorSelection.All);

        Publication unasked = publisher.Publish(Samples.Good(), default, Pace, Self);
        asked.Note(openMetrics with { Gzip = true });
        Publication compressed = publisher.Publish(Samples.Good(), default, Pace, Self);
        time.Advance(TimeSpan.FromMinutes(6));
        Publication forgotten = publisher.Publish(Samples.Good(), default, Pace, Self);

        Assert.Equal((true, false), (unasked.Find(text) is not null, unasked.Find(openMetrics) is not null));
        Assert.Equal((false, true), (compressed.Find(text) is not null, compressed.Find(openMetrics with { Gzip = true }) is not null));
        Assert.Equal((true, false), (forgotten.Find(text) is not null, forgotten.Find(openMetrics) is not null));
    }

    [Fact]
    public void Both_formats_hold_the_same_series()
    {
        MetricFamily drops = MetricFamily.Counter("socket_drops_total", "Drops.", "a test", labels: ["text"]);
        var collector = new Samples.FakeCollector("tcp", Sections.None, (_, writer) =>
        {
            writer.Write(drops, 3, "a\"b\\c\nd");
            writer.Write(drops, 0.5, "# EOF");
        });

        Publication publication = PublishAsked(collector, new(PageFormat.OpenMetrics, false, CollectorSelection.All), default);

        Assert.Equal(
            TextFormat.Parse(publication.Find(PageFormat.Text)!.Body.Span).Select(series => (series.ToString(), series.Value)),
            OpenMetricsFormat.Parse(publication.Find(PageFormat.OpenMetrics)!.Body.Span).Select(series => (series.ToString(), series.Value)));
    }

    [Fact]
    public void A_page_of_selected_collectors_ends_once_in_openmetrics()
    {
        Publication publication = PublishAsked(Samples.Collector("tcp", "socket_a"), new PageRequest(PageFormat.OpenMetrics, false, CollectorSelection.All));

        string page = Selected(publication.Find(PageFormat.OpenMetrics)!);

        Assert.Equal(page.Length - "# EOF\n".Length, page.IndexOf("# EOF", StringComparison.Ordinal));
        Assert.DoesNotContain("socket_a", page, StringComparison.Ordinal);
        Assert.Equal(65, OpenMetricsFormat.Parse(Encoding.UTF8.GetBytes(page)).Count);
    }

    [Fact]
    public void A_counter_falls_and_series_go_and_come_from_one_sample_to_the_next()
    {
        MetricFamily drops = MetricFamily.Counter("socket_drops_total", "Drops.", "a test", labels: ["key"]);
        (string Key, double Value)[][] samples = [[("a", 5), ("b", 1)], [("a", 6), ("b", 1)], [("a", 2), ("b", 1)], [("b", 2)], [("b", 2), ("a", 7)], [("a", 7), ("b", 2)]];
        int next = 0;
        Publisher publisher = Publisher(new Samples.FakeCollector("tcp", Sections.None, (_, writer) =>
        {
            foreach ((string key, double value) in samples[next])
            {
                writer.Write(drops, value, key);
            }
        }));

        for (; next < samples.Length; next++)
        {
            string page = Text(publisher.Publish(Samples.Good(), default, Pace, Self));
            string expected = string.Concat(samples[next].Select(one => $"socket_drops_total{{key=\"{one.Key}\"}} {one.Value}\n"));
            Assert.StartsWith($"# HELP socket_drops_total Drops.\n# TYPE socket_drops_total counter\n{expected}# HELP socket_exporter", page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_collector_that_fails_once_is_back_with_the_next_sample()
    {
        MetricFamily sockets = MetricFamily.Gauge("socket_a", "A.", "a test");
        int sample = 0;
        Publisher publisher = Publisher(new Samples.FakeCollector("tcp", Sections.None, (_, writer) =>
        {
            writer.Write(sockets, 1);
            if (++sample == 2)
            {
                writer.Write(sockets, 2);
            }
        }));

        bool[] success = [.. Enumerable.Range(0, 3).Select(_ => publisher.Publish(Samples.Good(), default, Pace, Self).Report.Results[0].Success)];

        Assert.Equal([true, false, true], success);
    }

    [Fact]
    public void A_gauge_named_as_a_counter_without_its_suffix_is_refused_for_openmetrics()
    {
        MetricFamily counter = MetricFamily.Counter("socket_a_total", "A.", "a test");
        Publication publication = Publish(
            Samples.Good(), new Samples.FakeCollector("tcp", Sections.None, (_, writer) => writer.Write(counter, 1)), Samples.Collector("udp", "socket_a"));

        Assert.Equal("socket_a: already written by tcp, expected one collector for a family", publication.Report.Results[1].Error);
    }

    private static Publication PublishAsked(Samples.FakeCollector collector, params PageRequest[] pages)
    {
        var time = new FakeTimeProvider();
        var asked = new AskedPages(time);
        foreach (PageRequest page in pages)
        {
            asked.Note(page);
        }

        return new Publisher([collector], new PrometheusExposition(), Samples.Build, asked, time).Publish(Samples.Good(), default, Pace, Self);
    }

    private static string Selected(Publication publication, params string[] collectors) => Selected(publication.Find(PageFormat.Text)!, collectors);

    private static string Selected(RenderedFormat rendered, params string[] collectors)
        => string.Concat(rendered.Select(CollectorSelection.Of(collectors)).Pieces.Select(piece => Encoding.UTF8.GetString(piece.Span)));

    private static Publisher Publisher(params Samples.FakeCollector[] collectors) => new(collectors, new PrometheusExposition(), Samples.Build, new AskedPages(new FakeTimeProvider()), new FakeTimeProvider());

    private static Publication Publish(Snapshot snapshot, params Samples.FakeCollector[] collectors)
        => Publisher(collectors).Publish(snapshot, new SampleTotals(10, 2, 0.5), Pace, Self);

    private static string Text(Publication publication) => Encoding.UTF8.GetString(publication.Find(PageFormat.Text)!.Body.Span);
}
