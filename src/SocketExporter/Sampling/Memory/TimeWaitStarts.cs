using System.Runtime.InteropServices;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Snapshots;

namespace SocketExporter.Sampling.Memory;

/// <summary>
/// Connections that have entered TIME_WAIT since the walk before, by service: those that have been in it for less time than has passed since. The kernel says how much of the 60 s is
/// left. Nothing is kept of a socket, unless it began within <see cref="Margin"/> of a walk: there two readings of two clocks could count it twice or not at all, and its cookie decides.
/// </summary>
internal sealed class TimeWaitStarts : ITcpMemory
{
    /// <summary>Cookies kept from one walk to the next: those of 100,000 connections a second. What is beyond is counted with the next walk.</summary>
    public const int Capacity = 65_536;

    /// <summary>TCP_TIMEWAIT_LEN: no sysctl, since Linux 2.2.</summary>
    public const int LengthMilliseconds = 60_000;

    /// <summary>
    /// How wrong a start can be, in milliseconds: the kernel counts in ticks of up to 10 ms, and a row is looked at after it was written, with whatever the scheduler does in between.
    /// </summary>
    public const int Margin = 200;

    // How much longer than the walk before this one may take before starts are missed: a row's clock is read only where it can matter.
    private const int SlackMilliseconds = 2_000;

    private readonly TimeProvider _time;
    private readonly Dictionary<(Direction Direction, ServicePort Port), ulong> _starts = [];
    private HashSet<ulong> _seenBefore = [];
    private HashSet<ulong> _seen = [];
    private long? _walkBefore;
    private long _walk;
    private long _walkTook;
    private long _leastLeft;

    /// <param name="time">Whose timestamps go as fast as the kernel's ticks do.</param>
    public TimeWaitStarts(TimeProvider time)
    {
        _time = time;
    }

    public IReadOnlyList<TcpState> States { get; } = [TcpState.TimeWait];

    public IEnumerable<TrackedSockets> Tracked => [new("time_wait_starts", _seenBefore.Count, Capacity)];

    public bool WantsInformation => false;

    public void BeginSample(DateTimeOffset now) => Discard();

    public void Observe(in InetSocketRow row, Direction direction, ServicePort port)
    {
        // Nothing left: it should have ended, and began 60 s ago or more.
        uint left = row.TimerMilliseconds;
        if (left < _leastLeft || left is 0 or > LengthMilliseconds)
        {
            return;
        }

        long start = Milliseconds() - (LengthMilliseconds - left);
        if (start >= _walk - (2 * Margin) && !Remember(row.Cookie) && start >= _walk - Margin)
        {
            return; // the next walk counts it
        }

        if (start >= _walkBefore - Margin && !_seenBefore.Contains(row.Cookie))
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_starts, (direction, port), out _)++;
        }
    }

    public void EndWalk() => _walkTook = Milliseconds() - _walk;

    public void Discard()
    {
        _starts.Clear();
        _seen.Clear();
        _walk = Milliseconds();
        long oldest = _walk - (_walkBefore ?? _walk) + (2 * Margin) + (2 * _walkTook) + SlackMilliseconds;
        _leastLeft = Math.Max(1, LengthMilliseconds - oldest);
    }

    public Snapshot EndSample(Snapshot snapshot, SocketAttribution owners)
    {
        (_seenBefore, _seen) = (_seen, _seenBefore);
        _walkBefore = _walk;
        return snapshot with { TimeWaitStarts = [.. _starts.Select(static one => new ServiceTotal(one.Key.Direction, one.Key.Port, one.Value))] };
    }

    /// <returns>False: there is no room for it.</returns>
    private bool Remember(ulong cookie)
    {
        if (_seen.Count >= Capacity)
        {
            return _seen.Contains(cookie);
        }

        _seen.Add(cookie);
        return true;
    }

    private long Milliseconds() => _time.GetTimestamp() / (_time.TimestampFrequency / 1_000);
}
