namespace SocketExporter.Config;

/// <summary><c>rate_limit</c>: as many requests at once as <paramref name="Burst"/>, then one more each <paramref name="Interval"/>.</summary>
/// <param name="Interval">Above 0.</param>
/// <param name="Burst">At least 1.</param>
internal sealed record RequestRateLimit(TimeSpan Interval, int Burst);
