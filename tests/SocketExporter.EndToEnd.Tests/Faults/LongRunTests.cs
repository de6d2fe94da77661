using System.Diagnostics;
using System.Net;
using SocketExporter.EndToEnd.Tests.Live;
using SocketExporter.EndToEnd.Tests.Pages;

namespace SocketExporter.EndToEnd.Tests.Faults;

public sealed class LongRunTests : IClassFixture<LongRuns>
{
    private const int Samples = 1_000;

    private readonly LongRuns _runs;

    public LongRunTests(LongRuns runs) => _runs = runs;

    [LiveFact]
    public void A_thousand_samples_leave_no_file_descriptor_behind()
    {
        ExporterProcess exporter = _runs.Busy;
        double begun = SamplesOf(exporter.NextPage());
        int before = OpenFiles(exporter);
        Wait.Until("a thousand samples", () => SamplesOf(exporter.Page()) >= begun + Samples, seconds: 400);
        Assert.InRange(OpenFiles(exporter), 0, before);
        Assert.Equal(0, exporter.Page().Get("socket_exporter_samples_total", ("result", "failure")));
        exporter.Stop();
    }

    [LiveFact]
    public void A_reader_that_the_kernel_blocks_makes_the_page_stale_after_a_minute_and_it_comes_back()
    {
        ExporterProcess exporter = _runs.Blocked;
        Assert.Equal(3, Established(exporter.Page()));

        // As if the kernel did not come back to it.
        _runs.Lab.Do($"stop-thread pid={exporter.ProcessId} name=sampler key=once");
        long blocked = Stopwatch.GetTimestamp();
        double last = SamplesOf(exporter.Page());
        Assert.Equal(3, Established(exporter.Page()));
        Assert.Equal(HttpStatusCode.OK, exporter.Get("-/healthy").Status);

        Wait.Until("the daemon to say that it is not healthy", () => exporter.Get("-/healthy").Status == HttpStatusCode.ServiceUnavailable, seconds: 120);
        Assert.True(Stopwatch.GetElapsedTime(blocked) > TimeSpan.FromSeconds(57), "stale before the time");
        MetricsPage stale = exporter.Page();
        Assert.Equal(1, stale.Get("socket_exporter_stale"));
        Assert.Empty(stale.Family("socket_tcp_sockets"));
        Assert.Equal(last, SamplesOf(stale));
        Assert.Equal(HttpStatusCode.OK, exporter.Get("-/ready").Status);

        _runs.Lab.Do("let-go key=once");
        Wait.Until("the daemon to be healthy", () => exporter.Get("-/healthy").Status == HttpStatusCode.OK);
        MetricsPage page = exporter.NextPage();
        Assert.Equal(0, page.Get("socket_exporter_stale"));
        Assert.Equal(3, Established(page));
        exporter.Stop();
    }

    private static double Established(MetricsPage page)
        => page.Get("socket_tcp_connections", ("direction", "inbound"), ("port", "8080"), ("state", "established"));

    private static double SamplesOf(MetricsPage page) => page.Get("socket_exporter_samples_total", ("result", "success"));

    /// <summary>While a client's connection is open. Without loaded code: the runtime opens an assembly when it is first used, however late.</summary>
    private static int OpenFiles(ExporterProcess exporter)
    {
        exporter.Page();
        return Directory.EnumerateFileSystemEntries($"/proc/{exporter.ProcessId}/fd")
            .Count(static fd => !(new FileInfo(fd).LinkTarget ?? "").EndsWith(".dll", StringComparison.Ordinal));
    }
}
