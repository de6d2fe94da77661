using SocketExporter.Collectors;
using SocketExporter.Kernel.Counters;
using SocketExporter.Kernel.Links;
using SocketExporter.Kernel.Netlink;
using SocketExporter.Kernel.Processes;
using SocketExporter.Metrics;
using SocketExporter.Publishing;
using SocketExporter.Sampling;
using SocketExporter.Sampling.Memory;
using SocketExporter.Snapshots;

namespace SocketExporter.Benchmarks;

/// <summary>
/// One sample and its page, part by part, in the order of <see cref="Sampler.Take"/> and <see cref="Publisher.Publish"/>. It repeats them because they have no
/// place to put a clock; the sum of the parts stands beside the whole in the output, so that a difference shows.
/// </summary>
internal sealed class SampleInParts : IDisposable
{
    private readonly ProtocolCounterReader _counters = new("/proc");
    private readonly SocketStatisticsReader _statistics = new("/proc", Environment.SystemPageSize);
    private readonly KernelLimitsReader _limits = new KernelLimitsReader("/proc", Environment.SystemPageSize);
    private readonly SoftnetSection _softnet = new(new LiveKernel("/proc"));
    private readonly ConntrackSection _conntrack = new(new LiveKernel("/proc"));
    private readonly ProtocolSocketsReader _protocols = new("/proc");
    private readonly EphemeralPortReader _ephemeralPorts = new("/proc");
    private readonly LinkReader _links = new(new LiveKernel("/proc"));
    private readonly ProcessTable _processes = new("/proc");
    private readonly ListenerWatch _listeners = new(new LiveKernel("/proc"), TimeSpan.FromMinutes(2));
    private readonly SocketPass _sockets;
    private readonly KeyFolding _keys = new();
    private readonly List<MetricSegment> _segments = [];
    private readonly Derivations _derivations = new();
    private readonly MemoryStream _page = new();
    private readonly PrometheusExposition _exposition = new();
    private readonly Dictionary<string, PrometheusExposition.FilledSegment> _filled = new(StringComparer.Ordinal);
    private EphemeralPortRange _ephemeral = EphemeralPortRange.KernelDefault;
    private ProcessSelf? _self;
    private Snapshot _snapshot = new() { TakenAt = DateTimeOffset.UnixEpoch };

    /// <param name="isWhole">With all that the collectors do that are on by default; else sockets are counted and nothing else is followed.</param>
    public SampleInParts(bool isWhole)
    {
        Sections wishes = CollectorList.All.Where(static collector => collector.EnabledByDefault).Aggregate(Sections.None, static (needs, collector) => needs | collector.Needs);
        _sockets = isWhole
            ? new SocketPass(new LiveKernel("/proc"), _listeners, QueueProgress.DefaultStuckAfter, wishes: wishes)
            : new SocketPass(new LiveKernel("/proc"), _listeners);
        Contestant[] walks = [.. _sockets.Walks.Select(static walk => new Contestant(walk.Section.ToString().ToLowerInvariant(), walk.Read))];
        Tcp = walks[0];
        Parts =
        [
            new Contestant("links", () => _snapshot = new Snapshot { TakenAt = DateTimeOffset.UtcNow, Links = _links.Read() }),
            new Contestant("processes: look at each", _processes.BeginSample),
            new Contestant("begin", Begin),
            new Contestant("processes: meet", _sockets.MeetProcesses),
            new Contestant("listeners", () => _listeners.Look(TimeSpan.FromMilliseconds(Environment.TickCount64))),
            .. walks,
            new Contestant("processes: owners of new sockets", _sockets.ResolveOwners),
            .. isWhole ? (Contestant[])[new Contestant("control groups", _sockets.ResolveControlGroups)] : [],
            new Contestant("what was set aside", _sockets.AddSetAside),
            new Contestant("protocols", () => _snapshot = _snapshot with { ProtocolSockets = _protocols.Read() }),
            new Contestant("counters", () => _snapshot = _snapshot with { Counters = _counters.Read(), SocketStatistics = _statistics.Read(), Limits = _limits.Read() }),
            new Contestant("softnet and conntrack", () => _snapshot = _snapshot with { Softnet = _softnet.Read(), Conntrack = _conntrack.Read() }),
            new Contestant("snapshot tables", () => _snapshot = _sockets.Complete(_snapshot, static index => $"if{index}")),
            new Contestant("processes: forget", _processes.EndSample),
            new Contestant("keys", () => _snapshot = _keys.Fold(_snapshot, DateTimeOffset.UtcNow)),
            new Contestant("collectors", Collect),
            new Contestant("exposition", Render),
            new Contestant("own process", () => _self = ProcessSelf.Read()),
            new Contestant("own segments", RenderOwn),
            new Contestant("copy of the page", () => PagePieces.CopyOf(_page.GetBuffer().AsSpan(0, (int)_page.Length))),
        ];
    }

    /// <summary>Run all, in this order, for one sample.</summary>
    public IReadOnlyList<Contestant> Parts { get; }

    /// <summary>The walk over TCP with known owners, tally included.</summary>
    public Contestant Tcp { get; }

    public long SocketsRead => _sockets.SocketsRead;

    public void Run(bool keep)
    {
        foreach (Contestant part in Parts)
        {
            part.RunOnce(keep);
        }
    }

    public void Dispose()
    {
        _counters.Dispose();
        _statistics.Dispose();
        _limits.Dispose();
        _softnet.Dispose();
        _conntrack.Dispose();
        _protocols.Dispose();
        _ephemeralPorts.Dispose();
        _links.Dispose();
        _processes.Dispose();
        _sockets.Dispose();
        _listeners.Dispose();
        _page.Dispose();
    }

    private void Begin()
    {
        _ephemeral = _ephemeralPorts.Read();
        _sockets.Begin(DateTimeOffset.UtcNow, _ephemeral, _processes);
    }

    private void Collect()
    {
        MetricSegment[] before = [.. _segments];
        _segments.Clear();
        foreach (ICollector collector in CollectorList.All)
        {
            MetricSegment? last = before.FirstOrDefault(one => one.Collector == collector.Name);
            var segment = new MetricSegment(collector.Name, last?.Families.Count ?? 0);
            collector.Collect(_snapshot, new MetricWriter(segment, last, _derivations));
            _segments.Add(segment);
        }
    }

    private void Render()
    {
        _page.SetLength(0);
        foreach (MetricSegment segment in _segments)
        {
            Append(segment);
        }
    }

    private void Append(MetricSegment segment)
    {
        PrometheusExposition.FilledSegment filled = _exposition.Fill(segment, _filled.GetValueOrDefault(segment.Collector));
        _filled[segment.Collector] = filled;
        filled.Append(PageFormat.Text, _page);
    }

    private void RenderOwn()
    {
        foreach (MetricSegment segment in OwnSegments.All(new SampleReport(_snapshot, [], default, default), isStale: false, 0, BuildInfo.OfThisProgram, _self))
        {
            Append(segment);
        }
    }
}
