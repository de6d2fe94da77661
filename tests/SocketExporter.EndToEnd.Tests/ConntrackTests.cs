using System.Globalization;
using System.Net.Sockets;
using SocketExporter.EndToEnd.Tests.Live;
using SocketExporter.EndToEnd.Tests.Pages;

namespace SocketExporter.EndToEnd.Tests;

/// <summary>Connections in a namespace whose firewall makes the kernel follow them, against what /proc says.</summary>
public sealed class ConntrackTests
{
    private static readonly string[] Flows = ["--collector.conntrack-flows"];

    private static readonly string[] Nobody = ["--reuid=65534", "--regid=65534", "--clear-groups", "--bounding-set=-all", "--inh-caps=-all"];

    [LiveFact]
    public void Entries_limit_and_statistics_are_those_of_proc()
    {
        using Namespace space = Followed();
        space.Lab("lab-flows", "established family=ipv4 port=8080 count=9 established family=ipv6 port=8081 count=3 udp family=ipv4 port=5300 queued=3");
        MetricsPage page = space.Once();

        Assert.Equal(Number(space.Run("cat", "/proc/sys/net/netfilter/nf_conntrack_count")), page.Get("socket_conntrack_entries"));
        Assert.InRange(page.Get("socket_conntrack_entries"), 13, 1_000);
        Assert.Equal(Number(space.Run("cat", "/proc/sys/net/netfilter/nf_conntrack_max")), page.Get("socket_conntrack_entries_limit"));
        string[][] rows = [.. space.Run("cat", "/proc/net/stat/nf_conntrack").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
        foreach (string name in new[] { "found", "invalid", "ignore", "insert", "insert_failed", "drop", "early_drop", "search_restart" })
        {
            int column = Array.IndexOf(rows[0], name);
            Assert.Equal(rows.Skip(1).Sum(row => Convert.ToInt64(row[column], 16)), page.Get($"socket_conntrack_{name}_total"));
        }

        Assert.NotNull(page.Find("socket_conntrack_error_total"));
        Assert.Empty(page.Family("socket_conntrack_flows"));
    }

    [LiveFact]
    public void Flows_are_counted_as_proc_lists_them()
    {
        using Namespace space = Followed();
        space.Run("nft", "add", "table", "ip", "n");
        space.Run("nft", "add", "chain", "ip", "n", "post", "{ type nat hook postrouting priority 100; }");
        space.Run("nft", "add", "rule", "ip", "n", "post", "udp", "dport", "5301", "snat", "to", "127.0.0.9");
        space.Run("nft", "add", "chain", "ip", "n", "out", "{ type nat hook output priority -100; }");
        space.Run("nft", "add", "rule", "ip", "n", "out", "tcp", "dport", "7777", "dnat", "to", "127.0.0.1:8080");
        space.Lab("lab-flows", "established family=ipv4 port=8080 count=9 established family=ipv6 port=8081 count=3 udp family=ipv4 port=5300 queued=3 udp family=ipv4 port=5301 queued=1 time-wait family=ipv4 port=8082 count=4");
        using Socket redirected = space.Connect(7777);
        MetricsPage page = space.Once(Flows);

        Dictionary<string, double> listed = space.Run("cat", "/proc/net/nf_conntrack").Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .GroupBy(Kind)
            .ToDictionary(group => group.Key, group => (double)group.Count());
        Assert.Equal(
            listed.OrderBy(pair => pair.Key, StringComparer.Ordinal),
            page.Family("socket_conntrack_flows")
                .ToDictionary(series => $"{series.Labels["protocol"]} {series.Labels["state"]} {series.Labels["nat"]}", series => series.Value)
                .OrderBy(pair => pair.Key, StringComparer.Ordinal));
        Assert.Equal(1, listed["tcp established destination"]);
        Assert.Equal(12, listed["tcp established none"]);
        Assert.Equal(4, listed["tcp time_wait none"]);
        Assert.Equal(1, listed["udp unreplied source"]);
    }

    [LiveFact("setpriv")]
    public void Without_the_privilege_the_table_is_seen_and_whoever_asks_for_its_flows_is_told_why_there_are_none()
    {
        using Namespace space = Followed();
        string exporter = space.CopyOfExporterForAll();
        Finished run = space.Finish("setpriv", [.. Nobody, exporter, "once", .. Flows]);
        MetricsPage page = MetricsPage.Parse(run.Output);

        Assert.Equal("socket-exporter: section ConntrackFlows: conntrack flows: operation not permitted (EPERM), expected CAP_NET_ADMIN: run it as root, or with that capability\n", run.Errors);
        Assert.Equal(1, run.ExitCode);
        Assert.Equal(262_144, page.Get("socket_conntrack_entries_limit"), 1e6);
        Assert.NotNull(page.Find("socket_conntrack_drop_total"));
        Assert.Empty(page.Family("socket_conntrack_flows"));
        Assert.Equal(1, page.Get("socket_exporter_capability", ("feature", "conntrack"), ("level", "partial")));
        Assert.Equal(0, page.Get("socket_exporter_collector_success", ("collector", "conntrack-flows")));
        Assert.Equal(1, page.Get("socket_exporter_collector_success", ("collector", "conntrack")));
    }

    [LiveFact("setpriv")]
    public void The_doctor_judges_flows_where_they_are_asked_for()
    {
        using Namespace space = Followed();
        string exporter = space.CopyOfExporterForAll();

        Assert.Contains("\n  conntrack             partial: ", space.Finish("setpriv", [.. Nobody, exporter, "doctor", .. Flows]).Output, StringComparison.Ordinal);
        Assert.Contains("\n  conntrack             full: ", space.Finish("setpriv", [.. Nobody, exporter, "doctor"]).Output, StringComparison.Ordinal);
    }

    [LiveFact("setpriv")]
    public void A_recording_without_privileges_says_what_is_missing_from_it()
    {
        using Namespace space = Followed();
        string exporter = space.CopyOfExporterForAll();
        string recording = Path.Combine(space.Folder, "recording");
        space.Run("mkdir", "--mode=777", recording);
        Finished run = space.Finish("setpriv", [.. Nobody, exporter, "record", recording]);

        Assert.Equal(0, run.ExitCode);
        string[] said = run.Errors.Split('\n');
        Assert.Contains("socket-exporter: not recorded: netlink/conntrack.bin: conntrack flows: operation not permitted (EPERM), expected CAP_NET_ADMIN: run it as root, or with that capability", said);
        string denied = Assert.Single(said, line => line.Contains(": open files of ", StringComparison.Ordinal));
        Assert.Matches("^socket-exporter: not recorded: open files of [0-9]+ processes: denied, expected CAP_SYS_PTRACE with CAP_DAC_READ_SEARCH: run it as root, or with both capabilities$", denied);

        // Those that a recording calls denied, but for threads of the kernel, which are called kthread-1 and so on.
        int told = Directory.GetDirectories(Path.Combine(recording, "proc"))
            .Where(process => File.Exists(Path.Combine(process, "fd")) && File.ReadAllText(Path.Combine(process, "fd")).Contains("denied", StringComparison.Ordinal))
            .Count(process => !File.ReadAllText(Path.Combine(process, "comm")).StartsWith("kthread-", StringComparison.Ordinal));
        Assert.Contains($" {told} process", denied, StringComparison.Ordinal);
    }

    [LiveFact]
    public void What_proc_lacks_comes_from_ctnetlink()
    {
        using Namespace space = Followed();
        space.Lab("lab-flows", "established family=ipv4 port=8080 count=9");
        string procfs = Directory.CreateDirectory(Path.Combine(space.Folder, "proc")).FullName;
        string limits = Directory.CreateDirectory(Path.Combine(procfs, "sys/net/netfilter")).FullName;
        File.CreateSymbolicLink(Path.Combine(limits, "nf_conntrack_max"), "/proc/sys/net/netfilter/nf_conntrack_max");
        MetricsPage page = MetricsPage.Parse(space.Finish(ExporterProcess.Binary, "once", $"--path.procfs={procfs}").Output);

        Assert.Equal(Number(space.Run("cat", "/proc/sys/net/netfilter/nf_conntrack_count")), page.Get("socket_conntrack_entries"));
        Assert.NotNull(page.Find("socket_conntrack_drop_total"));
        Assert.Null(page.Find("socket_conntrack_ignore_total"));
    }

    [LiveFact]
    public void A_recording_has_the_flows_under_other_addresses()
    {
        using Namespace space = Followed();
        space.Run("ip", "addr", "add", "10.77.193.241/32", "dev", "lo");
        space.Lab("lab-flows", "established family=ipv4 port=8080 count=9 udp family=ipv4 port=5300 queued=3");
        using Socket sender = space.Inside(() => new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp));
        sender.SendTo(new byte[1], new System.Net.IPEndPoint(System.Net.IPAddress.Parse("10.77.193.241"), 5300));
        string recording = Path.Combine(space.Folder, "recording");
        space.Run(ExporterProcess.Binary, "record", recording);

        byte[] address = [10, 77, 193, 241];
        Assert.True(File.ReadAllBytes(Path.Combine(recording, "netlink/conntrack.bin")).AsSpan().IndexOf(address) < 0);
        using var elsewhere = new Namespace();
        MetricsPage page = elsewhere.Once(["--replay", recording, .. Flows]);
        Assert.Equal(9, page.Get("socket_conntrack_flows", ("protocol", "tcp"), ("state", "established"), ("nat", "none")));
        Assert.Equal(space.Once().Get("socket_conntrack_entries"), page.Get("socket_conntrack_entries"));
    }

    private static Namespace Followed()
    {
        var space = new Namespace();
        space.Run("nft", "add", "table", "inet", "t");
        space.Run("nft", "add", "chain", "inet", "t", "o", "{ type filter hook output priority 0; }");
        space.Run("nft", "add", "rule", "inet", "t", "o", "ct", "state", "established", "counter", "accept");
        return space;
    }

    /// <summary>ipv4 2 tcp 6 431999 ESTABLISHED src=… dst=… sport=… dport=… src=… dst=… sport=… dport=… [ASSURED] mark=0 zone=0 use=2.</summary>
    private static string Kind(string line)
    {
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string[] Ends(string name) => [.. words.Where(word => word.StartsWith(name, StringComparison.Ordinal)).Select(word => word[name.Length..])];
        string nat = Ends("dst=")[0] != Ends("src=")[1] || Ends("dport=")[0] != Ends("sport=")[1] ? "destination"
            : Ends("src=")[0] != Ends("dst=")[1] || Ends("sport=")[0] != Ends("dport=")[1] ? "source"
            : "none";
        string state = words[2] == "tcp" ? words[5].ToLowerInvariant() : line.Contains("[ASSURED]", StringComparison.Ordinal) ? "assured" : line.Contains("[UNREPLIED]", StringComparison.Ordinal) ? "unreplied" : "replied";
        return $"{words[2]} {state} {nat}";
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
