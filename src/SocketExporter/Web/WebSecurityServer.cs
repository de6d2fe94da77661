using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using SocketExporter.Config;

namespace SocketExporter.Web;

/// <summary>Tells the web server what the web configuration wants of its connections.</summary>
internal static class WebSecurityServer
{
    /// <summary>As for the headers of a request: a client that does not go on is cut off.</summary>
    public static readonly TimeSpan HandshakeTimeout = KestrelLimits.HeadersTimeout;

    /// <param name="web">null: none was named.</param>
    public static void Apply(ListenOptions listen, WebSecuritySource? web)
    {
        listen.Protocols = HttpProtocols.Http1;
        if (web?.ForRequest() is not { Tls: not null } now)
        {
            return;
        }

        // Without TLS a client has no way to ask for it that scrapers know.
        listen.Protocols = now.Configuration.Http2 ? HttpProtocols.Http1AndHttp2 : HttpProtocols.Http1;
        listen.UseHttps(new TlsHandshakeCallbackOptions
        {
            HandshakeTimeout = HandshakeTimeout,
            OnConnection = _ => ValueTask.FromResult(web.ForHandshake().Tls!.Options),
        });
    }

    /// <summary>What should be known at the start, one line each.</summary>
    public static IEnumerable<string> Warnings(ExporterOptions options, WebSecuritySource? web)
    {
        WebSecurity? now = web?.ForRequest();
        return [.. OpenDoors.Of(options.ListenAddresses, now?.Configuration), .. now?.Warnings ?? []];
    }
}
