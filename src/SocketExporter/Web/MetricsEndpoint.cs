using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using SocketExporter.Publishing;

namespace SocketExporter.Web;

/// <summary>The page that Prometheus scrapes.</summary>
internal sealed class MetricsEndpoint
{
    private readonly PageSource _pages;
    private readonly CollectorFilter _filter;
    private readonly ScrapeSlots _slots;

    public MetricsEndpoint(PageSource pages, CollectorFilter filter, ScrapeSlots slots)
    {
        _pages = pages;
        _filter = filter;
        _slots = slots;
    }

    public async Task Handle(HttpContext context)
    {
        using ScrapeSlots.Slot? slot = _slots.TryTake(context.Abort);
        if (slot is null)
        {
            await Endpoints.AnswerLine(
                context, StatusCodes.Status503ServiceUnavailable, $"the limit of {_slots.Limit} scrapes at the same time is reached; try again later").ConfigureAwait(false);
            return;
        }

        if (!_filter.TryRead(context.Request.Query, out CollectorSelection collectors, out string? complaint))
        {
            await Endpoints.AnswerLine(context, StatusCodes.Status400BadRequest, complaint.TrimEnd('\n')).ConfigureAwait(false);
            return;
        }

        IHeaderDictionary wishes = context.Request.Headers;
        var request = new PageRequest(ContentNegotiation.Format(wishes.Accept), ContentNegotiation.AcceptsGzip(wishes.AcceptEncoding), collectors);
        if (await _pages.GetAsync(request, context.RequestAborted).ConfigureAwait(false) is not ReadyPage page)
        {
            await Endpoints.NotYet(context).ConfigureAwait(false);
            return;
        }

        await WriteAsync(context, page, slot).ConfigureAwait(false);
    }

    private static async Task WriteAsync(HttpContext context, ReadyPage page, ScrapeSlots.Slot slot)
    {
        HttpResponse response = context.Response;
        response.ContentType = PrometheusExposition.ContentType(page.Format);
        response.ContentLength = page.Length;
        response.Headers[HeaderNames.Vary] = "Accept, Accept-Encoding";
        if (page.Gzip)
        {
            response.Headers[HeaderNames.ContentEncoding] = "gzip";
        }

        if (HttpMethods.IsHead(context.Request.Method))
        {
            return;
        }

        // Piece by piece: the server copies what it is given before it waits for the client, and a whole page would be held once for every slow client.
        foreach (ReadOnlyMemory<byte> piece in page.Pieces)
        {
            await response.Body.WriteAsync(piece, context.RequestAborted).ConfigureAwait(false);
            slot.Progress();
        }
    }
}
