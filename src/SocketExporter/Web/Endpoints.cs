using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using SocketExporter.Publishing;

namespace SocketExporter.Web;

/// <summary>
/// The daemon's pages, each an exact path answered to GET and HEAD. No routing: the telemetry path is the user's text and must not be read as
/// a route pattern.
/// </summary>
internal sealed class Endpoints
{
    public const string HealthyPath = "/-/healthy";
    public const string ReadyPath = "/-/ready";

    private const string PlainText = "text/plain; charset=utf-8";
    private const string Html = "text/html; charset=utf-8";

    private readonly PublicationHolder _holder;
    private readonly byte[] _landingPage;
    private readonly FrozenDictionary<string, Func<HttpResponse, Task>> _pages;

    public Endpoints(PublicationHolder holder, string telemetryPath, BuildInfo build)
    {
        _holder = holder;
        _landingPage = LandingPage.Render(telemetryPath, build);

        // The telemetry path comes last: someone who sets it to / wants metrics there.
        _pages = new Dictionary<string, Func<HttpResponse, Task>>(StringComparer.Ordinal)
        {
            ["/"] = response => Answer(response, StatusCodes.Status200OK, Html, _landingPage),
            [HealthyPath] = response => Answer(response, StatusCodes.Status200OK, PlainText, "healthy\n"u8.ToArray()),
            [ReadyPath] = Ready,
            [telemetryPath] = Metrics,
        }.ToFrozenDictionary(StringComparer.Ordinal);
    }

    public Task Handle(HttpContext context)
    {
        HttpResponse response = context.Response;
        if (!_pages.TryGetValue(context.Request.Path.Value ?? "", out Func<HttpResponse, Task>? page))
        {
            return Answer(response, StatusCodes.Status404NotFound, PlainText, "not found\n"u8.ToArray());
        }

        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            response.Headers.Allow = "GET, HEAD";
            return Answer(response, StatusCodes.Status405MethodNotAllowed, PlainText, "method not allowed\n"u8.ToArray());
        }

        return page(response);
    }

    private static Task Answer(HttpResponse response, int status, string contentType, ReadOnlyMemory<byte> body)
    {
        response.StatusCode = status;
        response.ContentType = contentType;
        response.ContentLength = body.Length;

        // A body written to HEAD is dropped by the server, the length stays.
        return response.Body.WriteAsync(body).AsTask();
    }

    /// <summary>Before the first sample an empty page would say that all series are gone; 503 says that nothing is known.</summary>
    private static Task NotYet(HttpResponse response)
        => Answer(response, StatusCodes.Status503ServiceUnavailable, PlainText, "no sample has been taken yet\n"u8.ToArray());

    private Task Ready(HttpResponse response)
        => _holder.Current is null ? NotYet(response) : Answer(response, StatusCodes.Status200OK, PlainText, "ready\n"u8.ToArray());

    private Task Metrics(HttpResponse response)
        => _holder.Current is Publication publication
            ? Answer(response, StatusCodes.Status200OK, PrometheusExposition.ContentType, publication.Text)
            : NotYet(response);
}
