using SocketExporter.Kernel;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Sampling.Memory;
using SocketExporter.Snapshots;

namespace SocketExporter.Sampling;

/// <summary>
/// TCP listeners between samples: how full their accept queues get, for bursts shorter than an interval, and what each has dropped. A look is cheap enough to be
/// taken several times a second; a sample begins with one too and then says which listener belongs where (<see cref="EndSample"/>).
/// </summary>
internal sealed class ListenerWatch : IDisposable
{
    private readonly TcpListenerReader _reader = new();
    private readonly ListenerPeakMemory _peaks;
    private readonly DropMemory _drops = new();

    public ListenerWatch(TimeSpan peakWindow)
    {
        _peaks = new ListenerPeakMemory(peakWindow);
    }

    public DropTotals DropTotals { get; } = new();

    /// <summary>Listeners whose queues are watched.</summary>
    public int WatchedCount => _peaks.Count;

    /// <summary>Listeners that have dropped something.</summary>
    public int DroppingCount => _drops.Count;

    /// <param name="now">On a clock that never goes back.</param>
    /// <exception cref="KernelReadException">The look failed; what it has seen of queues is forgotten.</exception>
    public void Look(TimeSpan now)
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

    /// <summary>Drops of a listener since the last sample that was ended.</summary>
    public uint DropsOf(ulong cookie) => _drops.Increment(cookie);

    /// <summary>
    /// Takes the sample's listeners by the names of their groups, writes the peaks into the groups, and takes the drops as credited. Not to be called
    /// when the walk over TCP sockets failed.
    /// </summary>
    /// <param name="groups">TCP groups are replaced by the same with their peaks.</param>
    public void EndSample(EndpointGroup[] groups, IEnumerable<(ulong Cookie, (string Address, string Port, string Process) Group)> listeners)
    {
        foreach ((ulong cookie, (string, string, string) name) in listeners)
        {
            _peaks.Assign(cookie, name);
        }

        for (int i = 0; i < groups.Length; i++)
        {
            if (groups[i] is { Protocol: EndpointProtocol.TcpListener } group
                && _peaks.PeakOf((group.Address, group.Port, group.Process), group.Queue, group.FullestRatio) is { } peak)
            {
                groups[i] = group with { PeakQueue = peak.Waiting, FullestPeakRatio = peak.Ratio };
            }
        }

        // What a listener dropped after the last sample and before its end belongs to its group, and shows with the next sample.
        foreach ((ulong cookie, uint increment) in _drops.Increments)
        {
            if (_peaks.LastGroupOfGone(cookie) is { } name)
            {
                DropTotals.Add(name, increment);
            }
        }

        _peaks.EndSample();
        _drops.EndSample();
        _drops.BeginSample();
        DropTotals.BeginSample();
    }

    public void Dispose() => _reader.Dispose();
}
