using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace SocketExporter.Benchmarks;

/// <summary>One client that scrapes a page over one kept connection, as a Prometheus server does, and keeps how long each answer took.</summary>
internal sealed class Scraper : IDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });
    private readonly byte[] _buffer = new byte[64 * 1024];
    private readonly List<double> _microseconds = [];

    public int Failures { get; private set; }

    /// <summary>Of the last answer.</summary>
    public long BodyBytes { get; private set; }

    /// <param name="fraction">0.5 is the median.</param>
    public double Microseconds(double fraction)
    {
        double[] sorted = [.. _microseconds.Order()];
        return sorted.Length == 0 ? double.NaN : sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * fraction))];
    }

    /// <summary>From the request to the last byte of the answer.</summary>
    public void Scrape(Uri page, bool keep)
    {
        long start = Stopwatch.GetTimestamp();
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, page);
            using HttpResponseMessage answer = _client.Send(request, HttpCompletionOption.ResponseHeadersRead);
            using Stream body = answer.Content.ReadAsStream();
            long bytes = 0;
            for (int got; (got = body.Read(_buffer)) > 0;)
            {
                bytes += got;
            }

            BodyBytes = bytes;
            Failures += answer.StatusCode == HttpStatusCode.OK ? 0 : 1;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException)
        {
            Failures++;
        }

        if (keep)
        {
            _microseconds.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds);
        }
    }

    public void Dispose() => _client.Dispose();
}
