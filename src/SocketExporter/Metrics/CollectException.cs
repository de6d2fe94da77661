namespace SocketExporter.Metrics;

/// <summary>The one exception of collecting: a collector wrote what no page may hold. The collector fails, the rest is served.</summary>
internal sealed class CollectException : Exception
{
    public CollectException(string message)
        : base(message)
    {
    }
}
