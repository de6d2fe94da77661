using System.Text;
using System.Text.Json;
using SocketExporter.EndToEnd.Tests.Live;

namespace SocketExporter.EndToEnd.Tests.Oracles;

/// <summary>The reference parser of OpenMetrics, of Debian's python3-prometheus-client. It refuses what the standard does.</summary>
internal static class OpenMetricsParser
{
    /// <summary>What a test needs so that it can run.</summary>
    public const string Module = "/usr/lib/python3/dist-packages/prometheus_client/openmetrics/parser.py";

    private const string Python = "/usr/bin/python3";

    // Bytes in, so that no line break is translated; ASCII out.
    private const string Program = """
        import sys, json
        from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse
        text = sys.stdin.buffer.read().decode("utf-8", "strict")
        print(json.dumps([[s.name, s.labels, s.value] for f in parse(text) for s in f.samples]))
        """;

    /// <summary>Name, labels and value of every sample.</summary>
    public static IReadOnlyList<(string Name, IReadOnlyDictionary<string, string> Labels, double Value)> Parse(byte[] page)
    {
        Finished finished = Tool.Finish(Tool.Start(Python, ["-c", Program]), new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(page));
        using var document = JsonDocument.Parse(finished.OutputOrThrow("the parser of OpenMetrics"));
        return
        [
            .. document.RootElement.EnumerateArray().Select(sample => (
                sample[0].GetString()!,
                (IReadOnlyDictionary<string, string>)sample[1].EnumerateObject().ToDictionary(label => label.Name, label => label.Value.GetString()!),
                sample[2].GetDouble())),
        ];
    }
}
