using System.Globalization;
using SocketExporter.EndToEnd.Tests.Live;
using SocketExporter.EndToEnd.Tests.Pages;

namespace SocketExporter.EndToEnd.Tests;

/// <summary>Limits of the kernel beside the files they come from, in the namespace where the tests run: some the kernel shows in the first one alone.</summary>
public sealed class LimitTests
{
    private static readonly string[] Levels = ["low", "pressure", "high"];

    [LiveFact]
    public void Limits_equal_the_sysctls_and_what_the_kernel_does_not_show_is_absent()
    {
        MetricsPage page = MetricsPage.Parse(Tool.Run(
            ExporterProcess.Binary, "once", "--collector.disable-defaults", "--collector.limits", "--collector.neighbours"));
        var wrong = new List<string>();
        Compare(page, wrong, "socket_tcp_orphans_limit", "net/ipv4/tcp_max_orphans");
        Compare(page, wrong, "socket_tcp_time_wait_buckets_limit", "net/ipv4/tcp_max_tw_buckets");
        Compare(page, wrong, "socket_somaxconn", "net/core/somaxconn");
        Compare(page, wrong, "socket_tcp_max_syn_backlog", "net/ipv4/tcp_max_syn_backlog");
        for (int i = 0; i < Levels.Length; i++)
        {
            Compare(page, wrong, "socket_tcp_memory_limit_bytes", "net/ipv4/tcp_mem", i, Environment.SystemPageSize, ("level", Levels[i]));
            Compare(page, wrong, "socket_udp_memory_limit_bytes", "net/ipv4/udp_mem", i, Environment.SystemPageSize, ("level", Levels[i]));
            foreach (string family in (ReadOnlySpan<string>)["ipv4", "ipv6"])
            {
                Compare(page, wrong, "socket_neighbours_limit", $"net/{family}/neigh/default/gc_thresh{i + 1}", 0, 1, ("family", family), ("level", $"gc_thresh{i + 1}"));
            }
        }

        Same.Nothing(wrong);
        Assert.InRange(page.Get("socket_file_handles"), 1, page.Get("socket_file_handles_limit"));
    }

    private static void Compare(MetricsPage page, List<string> wrong, string family, string sysctl, int word = 0, int unit = 1, params (string Name, string Value)[] labels)
    {
        double[] shown = [.. page.Family(family).Where(series => labels.All(label => series.Labels[label.Name] == label.Value)).Select(static series => series.Value)];
        string path = $"/proc/sys/{sysctl}";
        double[] expected = File.Exists(path)
            ? [double.Parse(File.ReadAllText(path).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[word], CultureInfo.InvariantCulture) * unit]
            : [];
        if (!shown.SequenceEqual(expected))
        {
            wrong.Add($"{family} {string.Join(' ', labels)}: {string.Join(' ', shown)}, {path} says {string.Join(' ', expected)}");
        }
    }
}
