namespace SocketExporter.Publishing;

/// <summary>A whole page in one format, and where each segment stands in it. Never changes.</summary>
internal sealed class RenderedFormat
{
    private readonly PagePieces _body;
    private readonly IReadOnlyList<Segment> _segments;

    /// <param name="body">The segments one after the other, then <paramref name="end"/>.</param>
    /// <param name="end">What stands once at the end of a page: <c># EOF</c> in OpenMetrics, nothing in the text format.</param>
    public RenderedFormat(PageFormat format, PagePieces body, IReadOnlyList<Segment> segments, ReadOnlyMemory<byte> end)
    {
        Format = format;
        _body = body;
        End = end;
        _segments = segments;
        Whole = new ReadyPage(format, false, body.All);
    }

    public PageFormat Format { get; }

    /// <summary>The page in one piece: a copy.</summary>
    public ReadOnlyMemory<byte> Body => _body.ToArray();

    public ReadOnlyMemory<byte> End { get; }

    public ReadyPage Whole { get; }

    public IEnumerable<string> Names => _segments.Select(static segment => segment.Name);

    /// <summary>The selected collectors' segments and the daemon's own, as they stand in the body: nothing is rendered or copied.</summary>
    public ReadyPage Select(CollectorSelection collectors)
    {
        if (collectors.IsAll)
        {
            return Whole;
        }

        var pieces = new List<ReadOnlyMemory<byte>>(_segments.Count + _body.All.Count + 1);
        foreach (Segment segment in _segments)
        {
            if (OwnSegments.IsOwn(segment.Name) || collectors.Contains(segment.Name))
            {
                pieces.AddRange(_body.Slice(segment.Start, segment.Length));
            }
        }

        if (!End.IsEmpty)
        {
            pieces.Add(End);
        }

        return new ReadyPage(Format, false, pieces);
    }

    /// <param name="Name">The collector, or one of the daemon's own.</param>
    internal readonly record struct Segment(string Name, int Start, int Length);
}
