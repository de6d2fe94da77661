using System.Net;
using System.Text;
using SocketExporter.Publishing;

namespace SocketExporter.Web;

/// <summary>What a person sees who opens the address in a browser.</summary>
internal static class LandingPage
{
    public static byte[] Render(string telemetryPath, BuildInfo build)
    {
        string path = WebUtility.HtmlEncode(telemetryPath);
        string version = WebUtility.HtmlEncode($"{build.Version} ({build.Revision})");
        return Encoding.UTF8.GetBytes(
            $"""
            <!DOCTYPE html>
            <html lang="en">
            <head><meta charset="utf-8"><title>SocketExporter</title></head>
            <body>
            <h1>SocketExporter</h1>
            <p>netstat for Prometheus: the sockets, queues, protocol counters and interfaces of this host as metrics.</p>
            <p>Version {version}</p>
            <ul>
            <li><a href="{path}">Metrics</a></li>
            <li><a href="/-/healthy">Health</a></li>
            <li><a href="/-/ready">Readiness</a></li>
            </ul>
            </body>
            </html>

            """);
    }
}
