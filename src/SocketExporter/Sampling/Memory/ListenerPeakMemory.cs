using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SocketExporter.Snapshots;

namespace SocketExporter.Sampling.Memory;

/// <summary>
/// How full accept queues have been within a window, and for how long they were full. Looks come often and know a listener by its cookie; the name of its group
/// (address, port, process) comes with the next sample. A look is <see cref="BeginLook"/>, <see cref="Observe"/> for each listener, <see cref="EndLook"/>; a sample is
/// <see cref="Assign"/> for each listener, <see cref="PeakOf"/> and <see cref="TakeFullTime"/> for each group, <see cref="EndSample"/>.
/// </summary>
internal sealed class ListenerPeakMemory
{
    /// <summary>
    /// Listening sockets, and groups of them, that are watched: ten times those of a large node, 5 MB. Peaks of what is beyond are absent.
    /// </summary>
    public const int Capacity = 16_384;

    /// <summary>
    /// A look that sees a full queue vouches for the time since the look before, but for no more than so many of the intervals at which looks are wanted, or lately
    /// came: what was between two looks far apart (the process was stopped, its machine paused) nobody has seen. Where looks become slow for good, each may vouch for twice
    /// what the one before did, so that soon all of the time counts again.
    /// </summary>
    public const int VouchedIntervals = 2;

    private readonly Dictionary<ulong, Socket> _byCookie = [];
    private readonly Dictionary<EndpointName, Group> _groups = [];
    private readonly long _bucketTicks;
    private readonly TimeSpan _lookInterval;
    private long _bucket;
    private int _look;
    private int _sample;
    private TimeSpan _now;
    private TimeSpan? _lastLook;
    private TimeSpan _vouched;
    private TimeSpan _lastVouched;

    /// <param name="window">For how long a peak is shown.</param>
    /// <param name="lookInterval">From look to look, as is wanted.</param>
    public ListenerPeakMemory(TimeSpan window, TimeSpan lookInterval)
    {
        _bucketTicks = Math.Max(1, window.Ticks / PeakWindow.Buckets);
        _lookInterval = lookInterval;
    }

    public int Count => _byCookie.Count;

    /// <param name="now">On a clock that never goes back.</param>
    public void BeginLook(TimeSpan now)
    {
        _bucket = now.Ticks / _bucketTicks;
        _look++;
        _now = now;
        TimeSpan most = VouchedIntervals * (_lastVouched > _lookInterval ? _lastVouched : _lookInterval);

        // The first look has none before it: a queue that was full when the exporter came is credited from then on.
        TimeSpan since = now - (_lastLook ?? now);
        _vouched = since < most ? since : most;
    }

    /// <summary>What a listener's queue is at this look. Nothing is allocated for a listener that is known.</summary>
    public void Observe(ulong cookie, uint waiting, uint limit)
    {
        ref Socket socket = ref FindOrAdd(cookie);
        if (Unsafe.IsNullRef(ref socket))
        {
            return;
        }

        double ratio = QueueTruth.AcceptQueueRatio(waiting, limit);
        bool full = waiting > limit;
        socket.Sample = _sample;
        if (socket.Group is { } group)
        {
            group.Add(_look, waiting, ratio);
            if (full)
            {
                group.Full.Add(_now - _vouched, _now);
            }
        }
        else
        {
            // Younger than the last sample: kept until the next one says whose it is. Members of one new SO_REUSEPORT group are not summed until then.
            socket.Waiting = Math.Max(socket.Waiting, waiting);
            socket.Ratio = Math.Max(socket.Ratio, ratio);
            if (full)
            {
                socket.Full.Add(_now - _vouched, _now);
            }
        }
    }

    /// <summary>Takes what the look has seen. Not to be called when it was cut short: half a sum is no sum.</summary>
    public void EndLook()
    {
        (_lastLook, _lastVouched) = (_now, _vouched);
        foreach (Group group in _groups.Values)
        {
            if (group.Look == _look)
            {
                group.Window.Observe(_bucket, group.Waiting, group.Ratio);
            }
        }
    }

    /// <summary>Says which group a listener belongs to.</summary>
    public void Assign(ulong cookie, EndpointName name)
    {
        ref Socket socket = ref FindOrAdd(cookie);
        if (Unsafe.IsNullRef(ref socket))
        {
            return;
        }

        socket.Sample = _sample;
        socket.AssignedSample = _sample;
        if (!_groups.TryGetValue(name, out Group? group))
        {
            if (_groups.Count >= Capacity)
            {
                socket.Group = null;
                return;
            }

            _groups.Add(name, group = new Group(name));
        }

        group.LastBucket = _bucket;
        if (socket.Group is null)
        {
            group.Window.Observe(_bucket, socket.Waiting, socket.Ratio);
            group.Full.Join(socket.Full);
            (socket.Waiting, socket.Ratio, socket.Full) = (0, 0, default);
        }

        socket.Group = group;
    }

    /// <summary>The group of a listener that was in no group of this sample and in one before: it is gone. Null for any other.</summary>
    public EndpointName? LastGroupOfGone(ulong cookie)
        => _byCookie.TryGetValue(cookie, out Socket socket) && socket.AssignedSample != _sample ? socket.Group?.Name : null;

    /// <summary>The peak of a group within the window, the values of this sample included; null where the group found no room.</summary>
    public (long Waiting, double Ratio)? PeakOf(EndpointName name, long waiting, double ratio)
    {
        if (!_groups.TryGetValue(name, out Group? group))
        {
            return null;
        }

        group.Window.Observe(_bucket, waiting, ratio);
        return group.Window.Peak(_bucket);
    }

    /// <summary>
    /// For how long a member of the group, whichever it was, has been seen full since this was asked last. What is not asked for stays: of a group that is away for a
    /// sample it is given when it is back.
    /// </summary>
    public TimeSpan TakeFullTime(EndpointName name) => _groups.TryGetValue(name, out Group? group) ? group.Full.Take() : TimeSpan.Zero;

    /// <summary>
    /// Forgets the listeners that no look and no sample has seen since the sample before. Groups without listeners stay for a window, so that a restart does not
    /// hide what led to it.
    /// </summary>
    public void EndSample()
    {
        foreach ((ulong cookie, Socket socket) in _byCookie)
        {
            if (socket.Sample != _sample)
            {
                _byCookie.Remove(cookie);
            }
        }

        foreach ((EndpointName name, Group group) in _groups)
        {
            if (_bucket - group.LastBucket > PeakWindow.Buckets)
            {
                _groups.Remove(name);
            }
        }

        _sample++;
    }

    /// <summary>A null reference when there is no room.</summary>
    private ref Socket FindOrAdd(ulong cookie)
    {
        if (_byCookie.Count >= Capacity)
        {
            return ref CollectionsMarshal.GetValueRefOrNullRef(_byCookie, cookie);
        }

        ref Socket socket = ref CollectionsMarshal.GetValueRefOrAddDefault(_byCookie, cookie, out bool known);
        socket.AssignedSample = known ? socket.AssignedSample : -1;
        return ref socket;
    }

    private struct Socket
    {
        /// <summary>Null until a sample has said.</summary>
        public Group? Group;
        public uint Waiting;
        public double Ratio;
        public FullTime Full;
        public int Sample;
        public int AssignedSample;
    }

    private sealed class Group(EndpointName name)
    {
        /// <summary>Since a sample last took it.</summary>
        public FullTime Full;

        public EndpointName Name { get; } = name;

        public PeakWindow Window { get; } = new();

        /// <summary>The look to which the sums below belong.</summary>
        public int Look { get; private set; }

        public long Waiting { get; private set; }

        public double Ratio { get; private set; }

        /// <summary>When a sample last had a listener of this group.</summary>
        public long LastBucket { get; set; }

        public void Add(int look, uint waiting, double ratio)
        {
            if (Look != look)
            {
                (Look, Waiting, Ratio) = (look, 0, 0);
            }

            Waiting += waiting;
            Ratio = Math.Max(Ratio, ratio);
        }
    }
}
