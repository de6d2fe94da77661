using SocketExporter.Config;

namespace SocketExporter.Web;

/// <summary>A bucket of tokens: each request takes one, each interval puts one back, and it holds no more than the burst.</summary>
internal sealed class RequestRate
{
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private double _tokens;
    private long _filledAt;

    public RequestRate(RequestRateLimit limit, TimeProvider time)
    {
        Limit = limit;
        _time = time;
        _tokens = limit.Burst;
        _filledAt = time.GetTimestamp();
    }

    public RequestRateLimit Limit { get; }

    /// <returns>False where the request comes too soon.</returns>
    public bool TryTake()
    {
        lock (_lock)
        {
            long now = _time.GetTimestamp();
            _tokens = Math.Min(Limit.Burst, _tokens + (_time.GetElapsedTime(_filledAt, now) / Limit.Interval));
            _filledAt = now;
            if (_tokens < 1)
            {
                return false;
            }

            _tokens--;
            return true;
        }
    }
}
