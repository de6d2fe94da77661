using System.Collections.Frozen;
using System.Text;
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
    private readonly FrozenDictionary<string, Func<HttpContext, Task>> _pages;

    public Endpoints(PublicationHolder holder, MetricsEndpoint metrics, string telemetryPath, BuildInfo build)
    {
        _holder = holder;
        _landingPage = LandingPage.Render(telemetryPath, build);

        // The telemetry path comes last: someone who sets it to / wants metrics there.
        _pages = new Dictionary<string, Func<HttpContext, Task>>(StringComparer.Ordinal)
        {
            ["/"] = context => Answer(context, StatusCodes.Status200OK, Html, _landingPage),
            [HealthyPath] = Healthy,
            [ReadyPath] = Ready,
            [telemetryPath] = metrics.Handle,
        }.ToFrozenDictionary(StringComparer.Ordinal);
    }

    public Task Handle(HttpContext context)
    {
        if (!_pages.TryGetValue(context.Request.Path.Value ?? "", out Func<HttpContext, Task>? page))
        {
            return AnswerLine(context, StatusCodes.Status404NotFound, "not found");
        }

        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.Headers.Allow = "GET, HEAD";
            return AnswerLine(context, StatusCodes.Status405MethodNotAllowed, "method not allowed");
        }

        return page(context);
    }

    internal static Task AnswerLine(HttpContext context, int status, string line)
        => Answer(context, status, PlainText, Encoding.UTF8.GetBytes(line + "\n"));

    /// <summary>Before the first sample an empty page would say that all series are gone; 503 says that nothing is known.</summary>
    internal static Task NotYet(HttpContext context) => AnswerLine(context, StatusCodes.Status503ServiceUnavailable, "no sample has been taken yet");

    private static Task Answer(HttpContext context, int status, string contentType, ReadOnlyMemory<byte> body)
    {
        HttpResponse response = context.Response;
        response.StatusCode = status;
        response.ContentType = contentType;
        response.ContentLength = body.Length;

        // A body written to HEAD is dropped by the server, the length stays.
        return response.Body.WriteAsync(body).AsTask();
    }

    private Task Healthy(HttpContext context)
    {
        if (!_holder.IsStale)
        {
            return AnswerLine(context, StatusCodes.Status200OK, "healthy");
        }

        string last = _holder.Current is null ? "no sample has been taken in the" : "the last good sample was taken";
        string age = _holder.Current is null ? "since the start" : "ago";
        return AnswerLine(
            context,
            StatusCodes.Status503ServiceUnavailable,
            $"{last} {(long)_holder.Age.TotalSeconds} s {age}, the limit is {(long)_holder.StaleAfter.TotalSeconds} s");
    }

    private Task Ready(HttpContext context)
        => _holder.Current is null ? NotYet(context) : AnswerLine(context, StatusCodes.Status200OK, "ready");
}
