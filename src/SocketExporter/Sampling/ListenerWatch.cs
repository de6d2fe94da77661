using SocketExporter.Kernel;
using SocketExporter.Kernel.Netlink;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Sampling.Memory;
using SocketExporter.Sampling.Walks;
using SocketExporter.Snapshots;

namespace SocketExporter.Sampling;

/// <summary>
/// TCP listeners between samples: how full their accept queues get, for bursts shorter than an interval, for how long they are full, and what each has dropped. A look is cheap enough to be
/// taken several times a second; a sample begins with one too and then says which listener belongs where (<see cref="EndSample"/>).
/// </summary>
internal sealed class ListenerWatch : IDisposable
{
    /// <summary>Of sampling.listener-interval.</summary>
    public static readonly TimeSpan DefaultLookInterval = TimeSpan.FromMilliseconds(250);

    private readonly TcpListenerReader _reader;
    private readonly ListenerPeakMemory _peaks;
    private readonly DropMemory _drops = new();

    /// <param name="peakWindow">For how long the peak of an accept queue is shown.</param>
    /// <param name="lookInterval">How often it will be looked, if all goes well; null: as without any setting.</param>
    public ListenerWatch(KernelSource kernel, TimeSpan peakWindow, TimeSpan? lookInterval = null)
    {
        _reader = new TcpListenerReader(kernel);
        _peaks = new ListenerPeakMemory(peakWindow, lookInterval ?? DefaultLookInterval);
    }

    /// <summary>Listeners whose queues are watched.</summary>
    public int WatchedCount => _peaks.Count;

    /// <summary>Listeners that have dropped something.</summary>
    public int DroppingCount => _drops.Count;

    /// <param name="now">On a clock that never goes back.</param>
    /// <exception cref="KernelReadException">The look failed; what it has seen of queues is forgotten.</exception>
    public void Look(TimeSpan now)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                LookOnce(now);
                return;
            }
            catch (KernelReadException e) when (e.IsLostData && attempt < SocketWalk.MaxAttempts)
            {
                // The next one begins from nothing.
            }
        }
    }

    /// <summary>Drops of a listener since the last sample that was ended.</summary>
    public uint DropsOf(ulong cookie) => _drops.Increment(cookie);

    /// <summary>
    /// Takes the sample's listeners by the names of their groups, gives the groups with peaks, with the time for which they were full and with the drops of listeners that are
    /// gone, and takes all of it as credited. Not to be called when the walk over TCP sockets failed.
    /// </summary>
    public EndpointGroup[] EndSample(IReadOnlyList<EndpointGroup> groups, IEnumerable<(ulong Cookie, EndpointName Group)> listeners)
    {
        foreach ((ulong cookie, EndpointName name) in listeners)
        {
            _peaks.Assign(cookie, name);
        }

        Dictionary<EndpointName, long> gone = DropsOfGoneListeners();
        EndpointGroup[] known = [.. groups];
        foreach (ref EndpointGroup group in known.AsSpan())
        {
            if (group.Name.Protocol == EndpointProtocol.TcpListener)
            {
                (long Waiting, double Ratio)? peak = _peaks.PeakOf(group.Name, group.Queue, group.FullestRatio);
                group = group with
                {
                    PeakQueue = peak?.Waiting,
                    FullestPeakRatio = peak?.Ratio,
                    FullSeconds = _peaks.TakeFullTime(group.Name).TotalSeconds,
                    Drops = group.Drops + gone.GetValueOrDefault(group.Name),
                };
            }
        }

        _peaks.EndSample();
        _drops.EndSample();
        _drops.BeginSample();
        return known;
    }

    public void Dispose() => _reader.Dispose();

    private void LookOnce(TimeSpan now)
    {
        _peaks.BeginLook(now);
        _reader.Start();
        while (_reader.Next())
        {
            ref readonly InetSocketRow row = ref _reader.Row;
            _peaks.Observe(row.Cookie, row.ReceiveQueue, row.SendQueue);
            if (row.Drops is { } drops)
            {
                _drops.Observe(row.Cookie, drops);
            }
        }

        if (!_reader.WasInterrupted)
        {
            _peaks.EndLook();
        }
    }

    /// <summary>What listeners dropped between the last sample and their end: of a member of a group that goes on, or of a server that was restarted.</summary>
    private Dictionary<EndpointName, long> DropsOfGoneListeners()
    {
        var gone = new Dictionary<EndpointName, long>();
        foreach ((ulong cookie, uint increment) in _drops.Increments)
        {
            if (_peaks.LastGroupOfGone(cookie) is { } name)
            {
                gone[name] = gone.GetValueOrDefault(name) + increment;
            }
        }

        return gone;
    }
}
