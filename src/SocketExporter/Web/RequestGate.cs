using Microsoft.AspNetCore.Http;
using SocketExporter.Config;

namespace SocketExporter.Web;

/// <summary>Stands before every page, also before those that don't exist: the limit of requests, then the configured headers, then the password.</summary>
internal sealed class RequestGate : IDisposable
{
    private readonly WebSecuritySource _source;
    private readonly RequestDelegate _pages;
    private readonly TimeProvider _time;
    private readonly PasswordCheck _passwords = new();
    private RequestRate? _rate;

    public RequestGate(WebSecuritySource source, TimeProvider time, RequestDelegate pages)
    {
        _source = source;
        _time = time;
        _pages = pages;
    }

    public async Task Handle(HttpContext context)
    {
        WebConfiguration web = _source.ForRequest().Configuration;
        if (RateOf(web.RateLimit) is { } rate && !rate.TryTake())
        {
            await Endpoints.AnswerLine(context, StatusCodes.Status429TooManyRequests, "too many requests; try again later").ConfigureAwait(false);
            return;
        }

        foreach ((string name, string value) in web.Headers)
        {
            context.Response.Headers[name] = value;
        }

        if (web.Users.Count == 0)
        {
            await _pages(context).ConfigureAwait(false);
            return;
        }

        BasicCredentials? given = BasicCredentials.Read(context.Request.Headers.Authorization);
        PasswordVerdict verdict = given is { } who
            ? await _passwords.CheckAsync(web.Users, who.User, who.Password, context.RequestAborted).ConfigureAwait(false)
            : PasswordVerdict.Bad;
        switch (verdict)
        {
            case PasswordVerdict.Good:
                await _pages(context).ConfigureAwait(false);
                break;
            case PasswordVerdict.Bad:
                context.Response.Headers.WWWAuthenticate = "Basic realm=\"socket-exporter\", charset=\"UTF-8\"";
                await Endpoints.AnswerLine(context, StatusCodes.Status401Unauthorized, "unauthorized").ConfigureAwait(false);
                break;
            default:
                await Endpoints.AnswerLine(context, StatusCodes.Status503ServiceUnavailable, "too many passwords wait to be checked; try again later").ConfigureAwait(false);
                break;
        }
    }

    public void Dispose() => _passwords.Dispose();

    /// <summary>One bucket as long as the limit stays the same; two that are made at once by a changed file are one too many for an instant.</summary>
    private RequestRate? RateOf(RequestRateLimit? limit)
    {
        if (limit is null)
        {
            return null;
        }

        if (_rate is not { } rate || rate.Limit != limit)
        {
            _rate = rate = new RequestRate(limit, _time);
        }

        return rate;
    }
}
