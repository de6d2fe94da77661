using SocketExporter.Kernel;
using SocketExporter.Kernel.Counters;
using SocketExporter.Kernel.Io;
using SocketExporter.Kernel.Links;
using SocketExporter.Kernel.Processes;
using SocketExporter.Snapshots;

namespace SocketExporter.Sampling;

/// <summary>
/// Takes samples. Each section is read alone and fails alone. Not for concurrent use, and always on the same thread: its netlink sockets and
/// /proc/thread-self belong to the network namespace of the thread that opened them.
/// </summary>
internal sealed class Sampler : ISampleSource, IDisposable
{
    private readonly TimeProvider _time;
    private readonly ProtocolCounterReader _counters;
    private readonly SocketStatisticsReader _statistics;
    private readonly ProtocolSocketsReader _protocols;
    private readonly EphemeralPortReader _ephemeralPorts;
    private readonly LinkReader _links = new();
    private readonly ProcessTable _processes;
    private readonly SocketPass _sockets = new();
    private readonly KeyFolding _keys = new();
    private readonly List<SectionFailure> _failures = [];
    private readonly DateTimeOffset _startedAt;
    private readonly long _startedStamp;

    /// <param name="procPath">Where procfs is mounted (<c>--path.procfs</c>).</param>
    public Sampler(string procPath, TimeProvider time)
    {
        _time = time;
        _startedAt = time.GetUtcNow();
        _startedStamp = time.GetTimestamp();
        _counters = new ProtocolCounterReader(procPath);
        _statistics = new SocketStatisticsReader(procPath);
        _protocols = new ProtocolSocketsReader(procPath);
        _ephemeralPorts = new EphemeralPortReader(procPath);
        _processes = new ProcessTable(procPath);
    }

    public double ThreadCpuSeconds => ThreadClock.Now().TotalSeconds;

    public Snapshot Take()
    {
        long start = _time.GetTimestamp();

        // What is remembered for ten minutes is not forgotten when somebody sets the clock.
        DateTimeOffset now = _startedAt + _time.GetElapsedTime(_startedStamp);
        _failures.Clear();
        var snapshot = new Snapshot { TakenAt = _time.GetUtcNow() };

        Try(Sections.Links, () => snapshot = snapshot with { Links = _links.Read() });
        bool processes = Try(Sections.Processes, _processes.BeginSample);
        EphemeralPortRange ephemeral = EphemeralPortRange.KernelDefault;
        Try(Sections.LocalPorts, () => ephemeral = _ephemeralPorts.Read());
        _sockets.Begin(now, ephemeral, processes ? _processes : null);
        Try(Sections.Processes, _sockets.MeetProcesses);
        Try(Sections.Tcp, _sockets.ReadTcp);
        Try(Sections.Udp, _sockets.ReadUdp);
        Try(Sections.Unix, _sockets.ReadUnix);
        Try(Sections.Processes, _sockets.ResolveOwners);
        Try(Sections.Protocols, () => snapshot = snapshot with { ProtocolSockets = _protocols.Read() });
        Try(Sections.Counters, () => snapshot = snapshot with { Counters = _counters.Read(), SocketStatistics = _statistics.Read() });

        snapshot = _sockets.Complete(snapshot, index => snapshot.Links?.NameOf((int)index) ?? $"if{index}");
        if (processes)
        {
            snapshot = snapshot with { Processes = FilesByName() };
            _processes.EndSample();
        }

        return _keys.Fold(snapshot, now) with
        {
            SectionFailures = [.. _failures],
            FailedSections = _failures.Aggregate(Sections.None, static (all, failure) => all | failure.Section),
            Duration = _time.GetElapsedTime(start),
        };
    }

    public void Dispose()
    {
        _counters.Dispose();
        _statistics.Dispose();
        _protocols.Dispose();
        _ephemeralPorts.Dispose();
        _links.Dispose();
        _processes.Dispose();
        _sockets.Dispose();
    }

    private bool Try(Sections section, Action read)
    {
        try
        {
            read();
            return true;
        }
        catch (KernelReadException e)
        {
            _failures.Add(new SectionFailure(section, e.Message));
            return false;
        }
    }

    private ProcessFiles[] FilesByName()
    {
        var files = new Dictionary<string, ProcessFiles>();
        foreach (int slot in _processes.Slots)
        {
            ref readonly ProcessInfo process = ref _processes[slot];
            if (process is { IsKernelThread: false, OpenFiles: >= 0 })
            {
                string name = ReservedLabel.FromName(process.Name);
                ProcessFiles sofar = files.GetValueOrDefault(name, new ProcessFiles(name, 0));
                files[name] = new ProcessFiles(name, sofar.OpenFiles + process.OpenFiles, sofar.SocketsVisible && !process.FilesDenied);
            }
        }

        return [.. files.Values];
    }
}
