using Microsoft.Extensions.Logging;
using SocketExporter.Collectors;
using SocketExporter.Snapshots;

namespace SocketExporter.Publishing;

/// <summary>
/// Says once which connection stands still, with what labels of a metric must not hold, and once that it does so no longer. So many lines a minute at most; what is left out is counted
/// in a line when the minute is over.
/// </summary>
internal sealed class StuckLog
{
    public const int DefaultPerMinute = 6;

    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly int _perMinute;
    private readonly HashSet<(ulong Cookie, bool Receiving)> _said = [];
    private long _minute;
    private int _lines;
    private long _suppressed;

    /// <param name="perMinute">Lines about connections that stand still; 0: none.</param>
    public StuckLog(ILogger logger, TimeProvider time, int perMinute)
    {
        _logger = logger;
        _time = time;
        _perMinute = perMinute;
    }

    /// <summary>To be called after each sample, with or without events.</summary>
    public void Say(IReadOnlyList<StuckEvent> events)
    {
        if (_lines > 0 && _time.GetElapsedTime(_minute) >= TimeSpan.FromMinutes(1))
        {
            EndMinute();
        }

        foreach (StuckEvent one in events)
        {
            (ulong Cookie, bool Receiving) key = (one.Connection.Socket.Cookie, one.Connection.Reason is null);
            if (one.Change == StuckChange.StandsStill)
            {
                if (TakeLine())
                {
                    _said.Add(key);
                    Begun(one);
                }
            }
            else if (_said.Remove(key))
            {
                Ended(one);
            }
        }
    }

    private bool TakeLine()
    {
        if (_lines >= _perMinute)
        {
            _suppressed++;
            return false;
        }

        if (_lines++ == 0)
        {
            _minute = _time.GetTimestamp();
        }

        return true;
    }

    private void EndMinute()
    {
        _lines = 0;
        if (_suppressed > 0)
        {
            _logger.LogWarning("{Suppressed} more queues were found stuck within a minute and not logged (log.stuck-per-minute is {PerMinute}); the metrics count all", _suppressed, _perMinute);
            _suppressed = 0;
        }
    }

    private void Begun(StuckEvent one)
    {
        StuckConnection stuck = one.Connection;
        if (stuck.Reason is { } reason)
        {
            _logger.LogWarning(
                "send queue stuck: {Local} to {Remote} of {Process}, {Direction} port {Port}, {QueueBytes} bytes not acknowledged for {AgeSeconds} s, {Reason}",
                Local(stuck), Remote(stuck), stuck.Process, StateNames.Direction(stuck.Direction), stuck.Port.Text, stuck.QueueBytes, Seconds(one), StateNames.StuckReasons[(int)reason]);
        }
        else
        {
            _logger.LogWarning(
                "receive queue stuck: {Local} from {Remote} of {Process}, {Direction} port {Port}, {QueueBytes} bytes not read for {AgeSeconds} s",
                Local(stuck), Remote(stuck), stuck.Process, StateNames.Direction(stuck.Direction), stuck.Port.Text, stuck.QueueBytes, Seconds(one));
        }
    }

    private void Ended(StuckEvent one)
        => _logger.LogInformation(
            "{Queue} queue {Change} after {AgeSeconds} s: {Local} and {Remote} of {Process}, {Direction} port {Port}",
            one.Connection.Reason is null ? "receive" : "send",
            one.Change == StuckChange.Closed ? "gone with its connection" : "moves again",
            Seconds(one),
            Local(one.Connection),
            Remote(one.Connection),
            one.Connection.Process,
            StateNames.Direction(one.Connection.Direction),
            one.Connection.Port.Text);

    private static string Local(StuckConnection stuck) => $"{stuck.Socket.Local.ToString(stuck.Socket.Family)}:{stuck.Socket.LocalPort}";

    private static string Remote(StuckConnection stuck) => $"{stuck.Socket.Remote.ToString(stuck.Socket.Family)}:{stuck.Socket.RemotePort}";

    private static long Seconds(StuckEvent one) => (long)one.Age.TotalSeconds;
}
