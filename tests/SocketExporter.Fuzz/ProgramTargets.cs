using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using SocketExporter.Config;
using SocketExporter.Metrics;
using SocketExporter.Publishing;
using SocketExporter.Sampling;
using SocketExporter.Snapshots;
using SocketExporter.Web;

namespace SocketExporter.Fuzz;

/// <summary>What the program itself reads: its configuration, and what clients send with a scrape. Names of the kernel as labels come along.</summary>
internal static class ProgramTargets
{
    /// <summary>What the web server lets through.</summary>
    private const int RequestLineBytes = KestrelLimits.MaxRequestLineBytes;

    private const string Yaml = "web:\n  listen-address: [':10105', \"[::1]:9\"]\nsampling:\n  interval: 250ms\n  cpu-budget: 0.05\nlog: {level: debug}\ncollector:\n  tcp: false\n";

    private static readonly SettingsTable Settings = new([]);

    private static readonly CollectorFilter Filter = new(["tcp", "udp", "unix", "interfaces"], ["tcp", "udp", "unix"]);

    public static IReadOnlyList<HostileTarget> All { get; } =
    [
        Of("configuration-file", Yaml, static bytes => YamlSettings.Parse(Settings, ConfigurationFile.Decode("file.yml", bytes), "file.yml"))
            with { BytesPerByte = 1024, Piece = static i => $"key{i}: value\n" },
        Of("duration", "1d2h3m4s5ms", static bytes => PrometheusDuration.TryParse(Text(bytes), out _)),
        Of("listen-address", "[fe80::1]:10105", static bytes => ListenAddress.Read(Text(bytes), out _)),
        Of("listener-entry", "tcp/[fd00::5]:8000-8010", static bytes => ListenerEntry.Read(Text(bytes), ranges: true, out _)),
        Of("environment", "5s", static bytes => EnvironmentSettings.Read(Settings, Variables(Text(bytes)), [])),
        Of("query", "collect[]=tcp&collect%5B%5D=udp", static bytes => Filter.TryRead(new QueryCollection(QueryHelpers.ParseQuery(Text(bytes))), out _, out _))
            with { LongestBytes = RequestLineBytes, BytesPerByte = 256, Piece = static i => $"collect[]={i}&" },
        Of("accept", "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.4,*/*;q=0.1", static bytes => ContentNegotiation.Format(Text(bytes)))
            with { LongestBytes = KestrelLimits.MaxHeaderBytes, BytesPerByte = 256, Piece = static i => $"a/b;q=0.{i}," },
        Of("accept-encoding", "gzip;q=1.0, identity;q=0.5, *;q=0", static bytes => ContentNegotiation.AcceptsGzip(Text(bytes)))
            with { LongestBytes = KestrelLimits.MaxHeaderBytes, BytesPerByte = 256, Piece = static i => $"c{i};q=0.1," },
        Of("unix-path", "/run/user/1000/bus", static bytes => Page(UnixListenerTally.PathOf(bytes))),
        Of("label", "nginx: worker", static bytes => Page(ReservedLabel.FromName(Utf16(bytes)))),
    ];

    private static HostileTarget Of(string name, string good, Action<byte[]> parse)
        => new(name, Encoding.UTF8.GetBytes(good), parse, typeof(ConfigurationException));

    private static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);

    /// <summary>Also halves of surrogate pairs.</summary>
    private static string Utf16(byte[] bytes) => bytes.Length % 2 == 0 ? Encoding.Unicode.GetString(bytes) : new string([.. bytes.Select(b => (char)(b << 8 | 0x20))]);

    private static Dictionary<string, string> Variables(string text) => new()
    {
        ["SOCKET_EXPORTER_SAMPLING_INTERVAL"] = text,
        ["SOCKET_EXPORTER_WEB_LISTEN_ADDRESS"] = text,
        ["SOCKET_EXPORTER_" + text] = "1",
    };

    /// <summary>The value as a label: on a page of each format, on one line, whole.</summary>
    private static void Page(string label)
    {
        var segment = new MetricSegment("labels");
        new MetricWriter(segment).Write(MetricFamily.Gauge("socket_a", "A.", "a test", labels: ["name"]), 1, label);
        var exposition = new PrometheusExposition();
        foreach (PageFormat format in (PageFormat[])[PageFormat.Text, PageFormat.OpenMetrics])
        {
            var page = new MemoryStream();
            exposition.Fill(segment, null).Append(format, page);
            string[] lines = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(page.ToArray()).Split('\n');
            string written = label.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
            if (lines.Length != 4 || !lines[2].StartsWith($"socket_a{{name=\"{written}\"}} 1", StringComparison.Ordinal))
            {
                throw new InvalidOperationException($"{format}: {string.Join("|", lines)}");
            }
        }
    }
}
