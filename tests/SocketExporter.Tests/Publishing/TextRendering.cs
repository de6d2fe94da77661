using System.Text;
using SocketExporter.Metrics;
using SocketExporter.Publishing;

namespace SocketExporter.Tests.Publishing;

/// <summary>What the exposition makes of a segment, as text.</summary>
internal static class TextRendering
{
    public static PrometheusExposition.FilledSegment Rendered(PrometheusExposition exposition, MetricSegment segment, PrometheusExposition.FilledSegment? before)
    {
        PrometheusExposition.FilledSegment filled = exposition.Fill(segment, before);
        filled.Append(PageFormat.Text, new MemoryStream());
        return filled;
    }

    public static string Render(Action<MetricWriter> write) => Encoding.UTF8.GetString(RenderBytes(write));

    public static byte[] RenderBytes(Action<MetricWriter> write)
    {
        var segment = new MetricSegment("test");
        write(new MetricWriter(segment));
        var page = new MemoryStream();
        new PrometheusExposition().Fill(segment, before: null).Append(PageFormat.Text, page);
        return page.ToArray();
    }
}
