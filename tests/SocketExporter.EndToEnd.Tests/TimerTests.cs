using System.Globalization;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using SocketExporter.EndToEnd.Tests.Live;
using SocketExporter.EndToEnd.Tests.Pages;

namespace SocketExporter.EndToEnd.Tests;

/// <summary>Timers of TCP sockets against ss -o, softnet against /proc, and open files against a limit that the test sets.</summary>
public sealed partial class TimerTests
{
    private static readonly Dictionary<string, string> Names = new()
    {
        [""] = "none",
        ["on"] = "retransmit",
        ["keepalive"] = "keepalive",
        ["timewait"] = "time_wait",
        ["persist"] = "zero_window_probe",
    };

    [LiveFact]
    public void Sockets_by_timer_are_those_of_ss()
    {
        using var space = new Namespace();
        space.Lab("lab-timers", "established family=ipv4 port=8001 count=7 established family=ipv6 port=8005 count=2 unacknowledged=3000 time-wait family=ipv4 port=8010 count=6 "
            + "syn-sent family=ipv4 port=8012 count=2 last-ack family=ipv4 port=8015 count=3 listener family=ipv4 port=8016 backlog=5 waiting=3 syn-recv family=ipv6 port=8019 count=2 "
            + "half-closed family=ipv4 port=8009 count=2 orphan=1");
        using Socket alive = space.Connect(8016);
        alive.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);

        // What waits for an acknowledgment shows a second later that it was sent again.
        (MetricsPage page, List<(string Timer, int Count, string Line)> printed) = WhileNothingMoves(space, rows => rows.All(row => row.Timer != "retransmit" || row.Count > 0));
        Assert.Equal(
            Names.Values.Select(name => (name, (double)printed.Count(row => row.Timer == name))),
            Names.Values.Select(name => (name, page.Get("socket_tcp_timer_sockets", ("timer", name)))));
        Assert.True(printed.Count(row => row.Timer == "keepalive") == 1 && printed.Count(row => row.Timer == "time_wait") >= 6);
        Assert.Equal(0, page.Get("socket_tcp_time_wait_expiring_soon_sockets"));
        Assert.Equal(2, page.Get("socket_tcp_retransmitting_connections", ("direction", "outbound"), ("port", "8012")));
        Assert.Equal(2, page.Get("socket_tcp_retransmitting_connections", ("direction", "inbound"), ("port", "8019")));
        Assert.Equal(0, page.Get("socket_tcp_retransmitting_connections", ("direction", "inbound"), ("port", "8001")));
        Assert.Equal(printed.Count(row => row.Timer == "retransmit" && row.Count > 0), page.Sum("socket_tcp_retransmitting_connections"));
        Assert.Empty(page.Family("socket_tcp_idle_without_keepalive_connections"));
    }

    [LiveFact]
    public void Packets_by_CPU_are_summed_as_softnet_stat_has_them()
    {
        using var space = new Namespace();
        double[] before = Softnet();
        MetricsPage page = space.Once();
        double[] after = Softnet();

        // Of the whole host, so they move: between the two readings.
        foreach ((string name, int column) in new[] { ("processed_total", 0), ("dropped_total", 1), ("squeezed_total", 2), ("flow_limited_total", 10) })
        {
            Assert.InRange(page.Get($"socket_softnet_{name}"), before[column], after[column]);
        }

        Assert.True(page.Get("socket_softnet_backlog_packets") >= 0);
    }

    [LiveFact]
    public void Of_the_processes_of_a_name_the_one_nearest_to_its_limit_counts()
    {
        using var space = new Namespace();
        string link = Path.Combine(space.Folder, "lab-descriptors");
        File.CreateSymbolicLink(link, "/bin/sleep");
        int fullest = space.Start("sh", "-c", $"ulimit -S -n 20; exec 5</dev/null 6</dev/null; exec {link} 60").Id;
        int other = space.Start("sh", "-c", $"ulimit -S -n 100; exec {link} 60").Id;
        Wait.Until("both processes", () => new[] { fullest, other }.All(id => File.ReadAllText($"/proc/{id}/comm") == "lab-descriptors\n"));

        // What the tests were started with stays open as well.
        int open = Directory.GetFileSystemEntries($"/proc/{fullest}/fd").Length;
        Assert.InRange(open, 5, 19);
        Assert.Equal(open / 20.0, space.Once().Get("socket_process_file_descriptors_fullest_ratio", ("process", "lab-descriptors")));
    }

    private static (MetricsPage Page, List<(string Timer, int Count, string Line)> Printed) WhileNothingMoves(Namespace space, Func<List<(string Timer, int Count, string Line)>, bool> isReady)
    {
        for (int attempt = 0; attempt < 20; attempt++)
        {
            List<(string Timer, int Count, string Line)> before = Timers(space);
            MetricsPage page = space.Once();
            List<(string Timer, int Count, string Line)> after = Timers(space);
            if (isReady(before) && Shape(before).SequenceEqual(Shape(after)))
            {
                return (page, before);
            }

            Thread.Sleep(300);
        }

        throw new InvalidOperationException($"the timers of the namespace do not stand still: {string.Join('\n', Timers(space).Select(row => row.Line))}");
    }

    private static IEnumerable<(string, bool)> Shape(IEnumerable<(string Timer, int Count, string Line)> rows) => rows.Select(row => (row.Timer, row.Count > 0)).Order();

    private static List<(string Timer, int Count, string Line)> Timers(Namespace space)
        => [.. space.Run("ss", "-Htano").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => (Names[Timer().Match(line).Groups[1].Value], Count(line), line))];

    private static int Count(string line) => Timer().Match(line) is { Success: true } match ? int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture) : 0;

    private static double[] Softnet()
    {
        double[][] rows = [.. File.ReadLines("/proc/net/softnet_stat").Select(line => line.Split(' ').Select(word => (double)Convert.ToUInt32(word, 16)).ToArray())];
        return [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Sum(row => row[column]))];
    }

    [GeneratedRegex(@"timer:\((\w+),[^,]*,(\d+)\)")]
    private static partial Regex Timer();
}
