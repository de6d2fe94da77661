using System.Collections.Concurrent;
using SocketExporter.Metrics;

namespace SocketExporter.Publishing;

/// <summary>
/// One sample, ready to be served. Its content never changes; renderings of it that nobody had asked for when it was made are added when somebody does.
/// </summary>
internal sealed class Publication
{
    private readonly ConcurrentDictionary<PageFormat, RenderedFormat> _formats = new();
    private readonly ConcurrentDictionary<PageRequest, ReadyPage> _compressed = new();

    public required SampleReport Report { get; init; }

    /// <summary>When the sample was taken, on the monotonic clock.</summary>
    public required long SampledAt { get; init; }

    /// <summary>The collectors' segments and the daemon's own but for the requests, in the page's order.</summary>
    public required IReadOnlyList<MetricSegment> Segments { get; init; }

    public required RequestsSegment Requests { get; init; }

    public RenderedFormat? Find(PageFormat format) => _formats.GetValueOrDefault(format);

    /// <summary>Null when it has to be rendered or compressed first.</summary>
    public ReadyPage? Find(PageRequest request)
        => request.Gzip ? _compressed.GetValueOrDefault(request) : Find(request.Format)?.Select(request.Collectors);

    public void Add(RenderedFormat rendered) => _formats[rendered.Format] = rendered;

    public void Add(PageRequest request, ReadyPage compressed) => _compressed[request] = compressed;
}
