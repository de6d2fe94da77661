namespace SocketExporter.Publishing;

/// <summary>Which collectors' segments a client wants. Equal when they select the same; the daemon's own segments always come along.</summary>
internal readonly record struct CollectorSelection
{
    // A name holds no comma. Null stands for all.
    private readonly string? _sorted;

    private CollectorSelection(string sorted)
    {
        _sorted = sorted;
    }

    public static CollectorSelection All => default;

    public bool IsAll => _sorted is null;

    public static CollectorSelection Of(IEnumerable<string> collectors)
        => new(string.Join(',', collectors.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)));

    public bool Contains(string collector)
    {
        if (_sorted is null)
        {
            return true;
        }

        ReadOnlySpan<char> names = _sorted;
        foreach (Range name in names.Split(','))
        {
            if (names[name].SequenceEqual(collector))
            {
                return true;
            }
        }

        return false;
    }
}
