using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace SocketExporter.Web;

/// <summary>What a client may take of the daemon. Requests are one line and a few headers; nobody sends a body.</summary>
internal static class KestrelLimits
{
    /// <summary>A few Prometheus servers and some people.</summary>
    public const int MaxConnections = 256;

    /// <summary>Clients get one part in this many of the process's file descriptors; readers and the runtime need the rest.</summary>
    private const int DescriptorShare = 4;

    public const int MaxRequestLineBytes = 4 * 1024;
    public const int MaxHeaderBytes = 16 * 1024;
    public const int MaxHeaders = 64;

    /// <summary>Requests at once on one connection of HTTP/2, which else would make 100 of one of the connections above.</summary>
    public const int MaxStreams = 8;

    /// <summary>For a request that was begun.</summary>
    public static readonly TimeSpan HeadersTimeout = TimeSpan.FromSeconds(5);

    /// <summary>
    /// For a connection on which nothing comes, also a new one: idle connections must not keep Prometheus away for long. A scraper whose connection was closed
    /// between two scrapes opens another.
    /// </summary>
    public static readonly TimeSpan KeepAliveTimeout = TimeSpan.FromSeconds(15);

    /// <summary>A client slower than this, after the grace, is cut off.</summary>
    public static readonly MinDataRate SlowestClient = new(bytesPerSecond: 1024, gracePeriod: TimeSpan.FromSeconds(5));

    /// <summary>See <see cref="ClientConnections"/>, which keeps it.</summary>
    /// <param name="descriptorLimit">Files that this process may have open; 1024 is usual.</param>
    public static int ConnectionsWithin(int descriptorLimit) => Math.Clamp(descriptorLimit / DescriptorShare, 1, MaxConnections);

    public static void Apply(KestrelServerOptions options)
    {
        options.AddServerHeader = false;
        KestrelServerLimits limits = options.Limits;
        limits.MaxRequestLineSize = MaxRequestLineBytes;
        limits.MaxRequestHeadersTotalSize = MaxHeaderBytes;
        limits.MaxRequestHeaderCount = MaxHeaders;
        limits.MaxRequestBodySize = 0;
        limits.Http2.MaxStreamsPerConnection = MaxStreams;
        limits.RequestHeadersTimeout = HeadersTimeout;
        limits.KeepAliveTimeout = KeepAliveTimeout;
        limits.MinRequestBodyDataRate = SlowestClient;
        limits.MinResponseDataRate = SlowestClient;
    }
}
