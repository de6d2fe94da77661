using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using SocketExporter.EndToEnd.Tests.Live;
using SocketExporter.EndToEnd.Tests.Pages;

namespace SocketExporter.EndToEnd.Tests.Faults;

/// <summary>The daemon is out of file descriptors (EMFILE).</summary>
public sealed class DescriptorTests
{
    [LiveFact("prlimit")]
    public void Without_file_descriptors_sections_fail_by_name_the_page_is_served_and_known_owners_stay()
    {
        using var space = new Namespace();
        space.Lab("lab-known", "established family=ipv4 port=8080 count=3");
        using var exporter = new ExporterProcess(space, ["--sampling.interval=500ms"], ExporterProcess.Binary, ["env", $"DOTNET_STARTUP_HOOKS={typeof(Lab.Truth).Assembly.Location}"]);
        LabProcess changing = space.Lab("lab-new", "established family=ipv4 port=8082 count=1");
        Assert.Equal(6, Established(exporter.NextPage(), "lab-known"));
        string limit = SoftLimit(exporter);

        // Below what is open: nothing more can be opened, and what is open stays.
        SetSoftLimit(exporter, "5");
        changing.Do("established family=ipv4 port=8081 count=2");
        space.Start("sleep", "300");
        MetricsPage page = exporter.NextPage();
        Assert.Equal(0, page.Get("socket_exporter_collector_success", ("collector", "processes")));
        Assert.Equal(1, page.Get("socket_exporter_collector_success", ("collector", "listeners")));
        Assert.Equal(1, page.Sum("socket_tcp_listener_sockets", ("port", "8080"), ("process", "lab-known")));
        Assert.Equal(1, page.Sum("socket_tcp_listener_sockets", ("port", "8081"), ("process", "<unknown>")));
        Assert.Equal(2, page.Get("socket_tcp_connections", ("direction", "inbound"), ("port", "8081"), ("state", "established")));
        Assert.Single(exporter.LogLines, static line => line.Contains("section Processes failed", StringComparison.Ordinal));
        Assert.Contains(exporter.LogLines, static line => line.Contains("(EMFILE)", StringComparison.Ordinal));

        // Clients that can't be accepted wait, and the daemon does not spin meanwhile.
        using Socket waiting = space.Connect(ExporterProcess.Port);
        double cpuBefore = CpuSeconds(exporter);
        long began = Stopwatch.GetTimestamp();
        Thread.Sleep(3_000); // the time over which CPU is counted
        double used = (CpuSeconds(exporter) - cpuBefore) / Stopwatch.GetElapsedTime(began).TotalSeconds;
        Assert.True(used < 0.6, $"{used} cores while nothing can be accepted");

        SetSoftLimit(exporter, limit);
        page = exporter.NextPage();
        Assert.All(page.Family("socket_exporter_collector_success"), static series => Assert.Equal(1, series.Value));
        Assert.Equal(6, Established(page, "lab-known"));
        Assert.Equal(6, Established(page, "lab-new"));
        exporter.Stop();
    }

    [LiveFact("prlimit")]
    public void Clients_cannot_take_the_descriptors_that_readers_need()
    {
        const int Descriptors = 320;
        using var space = new Namespace();
        using var exporter = new ExporterProcess(
            space, [], ExporterProcess.Binary, ["prlimit", string.Create(CultureInfo.InvariantCulture, $"--nofile={Descriptors}:{Descriptors}")]);
        var clients = new List<Socket>();
        try
        {
            for (int i = 0; i < Descriptors; i++)
            {
                clients.Add(space.Connect(ExporterProcess.Port));
            }

            space.Lab("lab-web", "established family=ipv4 port=8080 count=3");
            MetricsPage page = exporter.NextPage();
            Assert.All(page.Family("socket_exporter_collector_success"), static series => Assert.Equal(1, series.Value));
            Assert.Equal(6, Established(page, "lab-web"));
            Assert.Equal(Descriptors, page.Get("process_max_fds"));
        }
        finally
        {
            clients.ForEach(static client => client.Dispose());
        }

        exporter.Stop();
    }

    private static double Established(MetricsPage page, string process)
        => page.Get("socket_process_sockets", ("process", process), ("protocol", "tcp"), ("state", "established"));

    private static string SoftLimit(ExporterProcess exporter)
        => Tool.Run("prlimit", $"--pid={exporter.ProcessId}", "--nofile", "--output=SOFT", "--noheadings").Trim();

    private static void SetSoftLimit(ExporterProcess exporter, string limit) => Tool.Run("prlimit", $"--pid={exporter.ProcessId}", $"--nofile={limit}:");

    private static double CpuSeconds(ExporterProcess exporter)
    {
        using Process process = Process.GetProcessById(exporter.ProcessId);
        return process.TotalProcessorTime.TotalSeconds;
    }
}
