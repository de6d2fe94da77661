using System.Diagnostics;

namespace SocketExporter.EndToEnd.Tests.Live;

internal static class Wait
{
    /// <summary>Polls until the value is there; a test that waits in vain says for what.</summary>
    public static T For<T>(string what, Func<T?> poll, double seconds = 20)
        where T : class
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            if (poll() is { } value)
            {
                return value;
            }

            if (Stopwatch.GetElapsedTime(start).TotalSeconds > seconds)
            {
                throw new TimeoutException($"waited {seconds} s for {what}");
            }

            Thread.Sleep(20); // from look to look at what another process does
        }
    }

    public static void Until(string what, Func<bool> condition, double seconds = 20) => For(what, () => condition() ? "" : null, seconds);
}
