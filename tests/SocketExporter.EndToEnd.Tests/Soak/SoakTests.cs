using System.Diagnostics;
using System.Globalization;
using SocketExporter.EndToEnd.Tests.Live;
using SocketExporter.EndToEnd.Tests.Pages;
using SocketExporter.Lab;
using Xunit.Abstractions;

namespace SocketExporter.EndToEnd.Tests.Soak;

/// <summary>
/// The daemon beside connections, processes, unix sockets and interfaces that come and go all the time, scraped as Prometheus does it. For half a minute, or
/// for as long as SOAK_DURATION says: <c>tests/soak.sh 1h</c>.
/// </summary>
public sealed class SoakTests
{
    private const int ConnectionsPerSecond = 20_000;
    private const int ProcessesPerSecond = 100;

    /// <summary>Reached within seconds and then always full: a host in a storm, and as many sockets in each sample.</summary>
    private const int TimeWaitBuckets = 30_000;

    private readonly ITestOutputHelper _output;

    public SoakTests(ITestOutputHelper output) => _output = output;

    [LiveFact("perl", "unshare", "nsenter")]
    public void Nothing_grows_while_connections_processes_and_interfaces_come_and_go()
    {
        TimeSpan duration = SoakDuration.Wanted;
        using var space = new Namespace();
        space.Inside(() =>
        {
            File.WriteAllText("/proc/sys/net/ipv4/tcp_max_tw_buckets", TimeWaitBuckets.ToString(CultureInfo.InvariantCulture));
            return true;
        });

        // The lab is the first process of a pid namespace: all that is started beside it ends with it. It stands still until the daemon is there.
        LabProcess lab = space.Lab("lab-churn", "", "unshare", "--pid", "--fork", "--kill-child", "--mount-proc");
        string[] enter = ["nsenter", "--target", $"{Tool.ChildOf(lab.StartedId)}", "--pid", "--mount", "--"];
        using var exporter = ExporterProcess.StartedBy(
            space, [.. enter, ExporterProcess.Binary, $"--web.listen-address=127.0.0.1:{ExporterProcess.Port}", "--sampling.interval=1s", "--sampling.cpu-budget=0.25", "--log.level=warn"]);
        lab.Do($"churn rate={ConnectionsPerSecond} workers=2 port=8000 ports=8");

        // All names have been there once before the warm-up is over: what is kept of each is then kept.
        var processes = new ProcessChurn(space, enter, ProcessesPerSecond, names: (int)(ProcessesPerSecond * duration.TotalSeconds / 5));

        var counters = new CounterWatch();
        List<SoakReading> readings = [];
        List<string> complaints = [];
        long connectionsBefore = lab.Truth.Churn?.Connections ?? 0;
        long processesBefore = processes.Made;
        long start = Stopwatch.GetTimestamp();
        double pause = Math.Clamp(duration.TotalSeconds / 120, 0.5, 5);
        MetricsPage page = exporter.Page();
        for (int i = 0; Stopwatch.GetElapsedTime(start) < duration; i++)
        {
            ChangeInterfaces(space, i);
            string openMetrics = exporter.Scrape();
            if (!openMetrics.EndsWith("\n# EOF\n", StringComparison.Ordinal))
            {
                complaints.Add($"the page of {Stopwatch.GetElapsedTime(start)} has no end");
            }

            page = exporter.Page();
            counters.See(page);
            complaints.AddRange(page.Family("socket_exporter_collector_success").Where(series => series.Value != 1).Select(series => $"{series.Key} at {Stopwatch.GetElapsedTime(start)}"));
            readings.Add(Read(exporter.ProcessId, Stopwatch.GetElapsedTime(start).TotalSeconds, page.All.Count()));
            Thread.Sleep(TimeSpan.FromSeconds(pause));
        }

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        lab.Do("");
        ChurnTruth churn = lab.Truth.Churn! with { Connections = lab.Truth.Churn.Connections - connectionsBefore };
        long made = processes.Made - processesBefore;
        double samples = page.Get("socket_exporter_samples_total", ("result", "success"));
        Tell(readings, seconds, churn, made, samples, counters.Counters, page);

        complaints.AddRange(SoakVerdict.Complaints(readings));
        complaints.AddRange(counters.Falls);
        Expect(page.Get("socket_exporter_samples_total", ("result", "failure")) == 0, "samples failed");
        Expect(samples >= seconds / 10, $"{samples} samples in {seconds:0} s");
        Expect(processes.Errors.Length == 0, processes.Errors);
        // Less than this is another test; how much it was is told above.
        Expect(churn.Connections >= 1_000 * seconds, $"{churn.Connections} connections in {seconds:0} s: this machine is too slow for a soak");
        Expect(churn.Failures <= churn.Connections / 100, $"{churn.Failures} connections failed");
        Expect(made >= 20 * seconds, $"{made} processes in {seconds:0} s: this machine is too slow for a soak");

        // The web server says when the machine, which the load keeps busy, leaves it no time for a second.
        string[] said = [.. exporter.LogLines.Where(static line => !line.Contains("the heartbeat has been running", StringComparison.Ordinal))];
        Expect(said.Length == 0, string.Join('\n', said.Take(20)));
        Same.Nothing(complaints);
        exporter.Stop(withinSeconds: 30);

        void Expect(bool holds, string complaint)
        {
            if (!holds)
            {
                complaints.Add(complaint);
            }
        }
    }

    /// <summary>A pair with new names, and the pair before away.</summary>
    private static void ChangeInterfaces(Namespace space, int round)
    {
        if (round > 0)
        {
            space.Run("ip", "link", "delete", $"wan{(round - 1) % 200}");
        }

        space.Run("ip", "link", "add", $"wan{round % 200}", "type", "veth", "peer", "name", $"lan{round % 200}");
        space.Run("ip", "link", "set", $"wan{round % 200}", "up");
    }

    private static SoakReading Read(int processId, double seconds, int series)
    {
        Dictionary<string, string> status = File.ReadLines($"/proc/{processId}/status").Select(line => line.Split(':', 2)).ToDictionary(parts => parts[0], parts => parts[1].Trim());
        return new SoakReading(
            seconds,
            double.Parse(status["VmRSS"].Split(' ')[0], CultureInfo.InvariantCulture),
            Directory.EnumerateFileSystemEntries($"/proc/{processId}/fd").Count(),
            double.Parse(status["Threads"], CultureInfo.InvariantCulture),
            series);
    }

    private void Tell(IReadOnlyList<SoakReading> readings, double seconds, ChurnTruth churn, long processes, double samples, int counters, MetricsPage page)
    {
        _output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{seconds:0} s: {churn.Connections / seconds:0} connections/s ({churn.Failures} failed), {processes / seconds:0} processes/s, {samples} samples of {page.Get("socket_exporter_sockets_read"):0} sockets, {counters} counters"));
        foreach ((string what, Func<SoakReading, double> value) in new (string, Func<SoakReading, double>)[]
        {
            ("resident kB", reading => reading.ResidentKilobytes),
            ("open files", reading => reading.OpenFiles),
            ("threads", reading => reading.Threads),
            ("series", reading => reading.Series),
        })
        {
            (double second, double last) = SoakVerdict.Medians(readings, value);
            _output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{what}: median {second:0} in the second quarter, {last:0} in the last; {readings.Min(value):0} to {readings.Max(value):0}"));
        }

        _output.WriteLine(string.Join('\n', page.Family("socket_exporter_tracked_sockets").Concat(page.Family("socket_exporter_keys_folded")).Select(series => $"{series.Key} {series.Value}")));
    }
}
