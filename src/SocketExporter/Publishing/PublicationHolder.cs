namespace SocketExporter.Publishing;

/// <summary>Where the sampler leaves the newest publication and the web finds it.</summary>
internal sealed class PublicationHolder
{
    private volatile Publication? _current;

    /// <summary>Null before the first sample.</summary>
    public Publication? Current
    {
        get => _current;
        set => _current = value;
    }
}
