using System.Text;
using SocketExporter.Kernel.Counters.Meanings;
using SocketExporter.Metrics;

namespace SocketExporter.Collectors;

/// <summary>docs/metrics.md, written from the families themselves.</summary>
internal static class MetricsDocument
{
    public static string Render()
    {
        var text = new StringBuilder();
        text.Append("# Metrics\n\n");
        text.Append("Written by the program from its own declarations; a test fails when this file differs.\n\n");
        text.Append("Label values in angle brackets are reserved: `<none>` nobody owns it by nature (TIME_WAIT, SYN_RECV, orphans, not accepted), `<unknown>` owned but not visible to the exporter, ");
        text.Append("`<other>` folded together to stay within a limit, `<ephemeral>` a port that the kernel hands out by itself (net.ipv4.ip_local_port_range without ip_local_reserved_ports).\n\n");
        text.Append("`process` is the name that the kernel keeps for a process (comm, as `ss -p` prints it): at most 15 bytes, and the process may change it. ");
        text.Append("Processes of one name are one series; rules in the setting `processes.names` ([settings](settings.md)) tell them apart.\n\n");
        text.Append("What is absent was not said by the kernel; it is never shown as 0.\n");
        foreach (ICollector collector in CollectorList.All)
        {
            Section(text, $"Collector `{collector.Name}`", collector.Summary, collector.Families);
        }

        Section(text, "The exporter itself", "Always published, whatever collectors are enabled.", ExporterFamilies.All);
        Section(text, "The exporter's process", "Always published, under the names that all Prometheus client libraries use.", ProcessSelfFamilies.All);
        Section(text, "The exporter's web server", "Always published.", RequestFamilies.All);
        Counters(text);
        return text.ToString();
    }

    private static void Counters(StringBuilder text)
    {
        text.Append("\n## Protocol counters by name\n\n");
        text.Append("What collector `netstat` publishes: of those below, what the kernel lists. Names that this program does not know appear too, with a general HELP, ");
        text.Append("as counters unless they hold Curr, Max or Min. Of ICMP messages by type the kernel lists those that it has seen, any number from 0 to 255. ");
        text.Append("MPTcpExt, UdpLite, UdpLite6, Sctp and Xfrm appear once one of their fields is not 0.\n");
        foreach (string protocol in CounterMeanings.Protocols)
        {
            text.Append($"\n### {protocol}\n\nFrom `{CounterMeanings.Source(protocol)}`.\n\n| Metric | Type | Meaning |\n| --- | --- | --- |\n");
            foreach (MetricFamily family in NetstatFamilies.Known(protocol))
            {
                text.Append($"| `{family.Name}` | {Type(family)} | {Cell(family.Help)} |\n");
            }
        }
    }

    private static void Section(StringBuilder text, string title, string summary, IReadOnlyList<MetricFamily> families)
    {
        text.Append($"\n## {title}\n\n{summary}\n\n| Metric | Type | Labels | Meaning | Source |\n| --- | --- | --- | --- | --- |\n");
        foreach (MetricFamily family in families)
        {
            string labels = string.Join(", ", family.Labels.Select(static label => $"`{label}`"));
            text.Append($"| `{family.Name}` | {Type(family)} | {labels} | {Cell(family.Help)} | {Cell(family.Source)} |\n");
        }
    }

    private static string Type(MetricFamily family) => family.Type.ToString().ToLowerInvariant();

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);
}
