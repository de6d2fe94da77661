using System.Net;

namespace SocketExporter.Web;

/// <param name="Listen">
/// <c>[::]</c> means any address of both families, or of IPv4 alone where the host has no IPv6. Port 0 takes a free one.
/// </param>
/// <param name="TelemetryPath">As in <c>/metrics</c>; begins with a slash.</param>
internal sealed record WebSettings(IReadOnlyList<IPEndPoint> Listen, string TelemetryPath);
