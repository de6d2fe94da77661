using SocketExporter.Metrics;

namespace SocketExporter.Publishing;

/// <summary>
/// Gives clients their pages: those that are ready at once, others rendered for them, one at a time. What it needs of the sampler is in the holder, so a
/// sampler that hangs stops nothing here but the news.
/// </summary>
internal sealed class PageSource : IDisposable
{
    /// <summary>A page of a stale daemon is served on for so long: many clients must not cost more than one.</summary>
    private static readonly TimeSpan StalePageLifetime = TimeSpan.FromSeconds(1);

    private readonly PublicationHolder _holder;
    private readonly AskedPages _asked;
    private readonly PrometheusExposition _exposition;
    private readonly BuildInfo _build;
    private readonly TimeProvider _time;

    // Held while something is rendered or compressed for a request.
    private readonly SemaphoreSlim _gate = new(1);
    private readonly GzipPages _gzip = new();
    private Publication? _stale;
    private Publication? _staleOf;
    private long _staleMadeAt;
    private long _madeOnDemand;

    public PageSource(PublicationHolder holder, AskedPages asked, PrometheusExposition exposition, BuildInfo build, TimeProvider time)
    {
        _holder = holder;
        _asked = asked;
        _exposition = exposition;
        _build = build;
        _time = time;
    }

    /// <summary>Pages that were rendered or compressed for a request since the start.</summary>
    public long MadeOnDemand => Volatile.Read(ref _madeOnDemand);

    /// <returns>Null before the first sample. A compressed page may come uncompressed.</returns>
    public ValueTask<ReadyPage?> GetAsync(PageRequest request, CancellationToken cancellation)
    {
        if (_holder.Current is not Publication current)
        {
            return ValueTask.FromResult<ReadyPage?>(null);
        }

        if (!_asked.Note(request))
        {
            request = request with { Gzip = false };
        }

        if (_holder.IsStale)
        {
            return StaleAsync(current, request, cancellation);
        }

        return current.Find(request) is ReadyPage ready ? ValueTask.FromResult<ReadyPage?>(ready) : MakeAsync(current, request, cancellation);
    }

    public void Dispose() => _gate.Dispose();

    private async ValueTask<ReadyPage?> MakeAsync(Publication publication, PageRequest request, CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return publication.Find(request) ?? Make(publication, request);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>The daemon's own series and nothing else: the data series end in Prometheus, as they should when nothing is known of them any more.</summary>
    private async ValueTask<ReadyPage?> StaleAsync(Publication last, PageRequest request, CancellationToken cancellation)
    {
        PageRequest whole = request with { Collectors = CollectorSelection.All };
        await _gate.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (_stale is null || _staleOf != last || _time.GetElapsedTime(_staleMadeAt) > StalePageLifetime)
            {
                RequestsSegment requests = _exposition.Requests();
                _stale = new Publication
                {
                    Report = last.Report,
                    SampledAt = last.SampledAt,
                    Segments = OwnSegments.All(last.Report, isStale: true, requests.SeriesCount, _build, ReadSelf()),
                    Requests = requests,
                };
                _staleOf = last;
                _staleMadeAt = _time.GetTimestamp();
            }

            return _stale.Find(whole) ?? Make(_stale, whole);
        }
        finally
        {
            _gate.Release();
        }
    }

    private static ProcessSelf? ReadSelf()
    {
        try
        {
            return ProcessSelf.Read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            // The sampler has logged it.
            return null;
        }
    }

    private ReadyPage Make(Publication publication, PageRequest request)
    {
        Interlocked.Increment(ref _madeOnDemand);
        if (publication.Find(request.Format) is null)
        {
            publication.Add(Render(publication, request.Format));
        }

        ReadyPage plain = publication.Find(request with { Gzip = false })!;
        if (!request.Gzip)
        {
            return plain;
        }

        ReadyPage compressed = _gzip.Compress(plain);
        publication.Add(request, compressed);
        return compressed;
    }

    private RenderedFormat Render(Publication publication, PageFormat format)
    {
        var builder = new PageBuilder(format);
        foreach (MetricSegment segment in publication.Segments)
        {
            builder.Append(segment.Collector, _exposition.Fill(segment, before: null).Append);
        }

        builder.Append(OwnSegments.RequestsName, publication.Requests.Append);
        return builder.Finish();
    }
}
