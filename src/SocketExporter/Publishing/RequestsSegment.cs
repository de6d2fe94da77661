namespace SocketExporter.Publishing;

/// <summary>The requests the daemon has answered until a sample, in every format: they are counted in the library and can't be had again for a sample that is over.</summary>
internal sealed class RequestsSegment
{
    private readonly byte[] _text;
    private readonly byte[] _openMetrics;

    public RequestsSegment(byte[] text, byte[] openMetrics)
    {
        _text = text;
        _openMetrics = openMetrics;
        SeriesCount = CountSeries(text);
    }

    public int SeriesCount { get; }

    public void Append(PageFormat format, MemoryStream page) => page.Write(format == PageFormat.Text ? _text : _openMetrics);

    private static int CountSeries(ReadOnlySpan<byte> text)
    {
        int series = 0;
        foreach (Range line in text.Split((byte)'\n'))
        {
            ReadOnlySpan<byte> content = text[line];
            series += content.IsEmpty || content[0] == '#' ? 0 : 1;
        }

        return series;
    }
}
