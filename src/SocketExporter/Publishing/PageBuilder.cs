namespace SocketExporter.Publishing;

/// <summary>Puts a page of one format together, segment by segment. Kept from sample to sample, so that its buffer has the size of a page already.</summary>
#pragma warning disable CA1001 // A stream in memory has nothing to be disposed of.
internal sealed class PageBuilder
#pragma warning restore CA1001
{
    private static readonly byte[] EndOfOpenMetrics = "# EOF\n"u8.ToArray();

    private readonly MemoryStream _body = new();
    private readonly List<RenderedFormat.Segment> _segments = [];

    public PageBuilder(PageFormat format)
    {
        Format = format;
    }

    public PageFormat Format { get; }

    public void Clear()
    {
        _body.SetLength(0);
        _segments.Clear();
    }

    /// <summary>On an exception of <paramref name="write"/> the page is as it was before.</summary>
    public void Append(string name, Action<PageFormat, MemoryStream> write)
    {
        int start = (int)_body.Length;
        try
        {
            write(Format, _body);
        }
        catch
        {
            _body.SetLength(start);
            throw;
        }

        _segments.Add(new RenderedFormat.Segment(name, start, (int)_body.Length - start));
    }

    /// <summary>Takes the last segment back if it has this name: another format could not be written.</summary>
    public void Withdraw(string name)
    {
        if (_segments is [.., var last] && last.Name == name)
        {
            _segments.RemoveAt(_segments.Count - 1);
            _body.SetLength(last.Start);
        }
    }

    /// <summary>A copy of its own size: clients that read slowly hold it while the builder goes on.</summary>
    public RenderedFormat Finish()
    {
        ReadOnlyMemory<byte> end = Format == PageFormat.OpenMetrics ? EndOfOpenMetrics : default;
        _body.Write(end.Span);
        return new RenderedFormat(Format, PagePieces.CopyOf(_body.GetBuffer().AsSpan(0, (int)_body.Length)), [.. _segments], end);
    }
}
