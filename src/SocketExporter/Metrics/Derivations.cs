namespace SocketExporter.Metrics;

/// <summary>
/// What collectors have worked out from values that stay the same from sample to sample. It is kept by who asks collectors, so that they need no fields or
/// statics of their own; what they write is the same with an empty one. One result a question: the last. For one thread.
/// </summary>
internal sealed class Derivations
{
    private readonly Dictionary<Delegate, (object Source, object Result)> _last = [];

    /// <param name="source">Compared by ==, so an immutable array by its identity.</param>
    /// <param name="derive">A pure function; a static lambda, which is the same delegate at each call.</param>
    public TResult Of<TSource, TResult>(TSource source, Func<TSource, TResult> derive)
        where TSource : notnull
        where TResult : notnull
    {
        if (_last.TryGetValue(derive, out (object Source, object Result) last) && last.Source.Equals(source))
        {
            return (TResult)last.Result;
        }

        TResult result = derive(source);
        _last[derive] = (source, result);
        return result;
    }
}
