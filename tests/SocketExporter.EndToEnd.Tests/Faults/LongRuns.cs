using SocketExporter.EndToEnd.Tests.Live;

namespace SocketExporter.EndToEnd.Tests.Faults;

/// <summary>Two daemons for the two tests that have to wait long, so that they wait at the same time.</summary>
public sealed class LongRuns : IDisposable
{
    private readonly Namespace? _busySpace;
    private readonly Namespace? _blockedSpace;

    public LongRuns()
    {
        if (new LiveFactAttribute().Skip is not null)
        {
            return;
        }

        _busySpace = new Namespace();
        _busySpace.Lab("lab-web", "established family=ipv4 port=8080 count=20");
        Busy = _busySpace.Serve("--sampling.interval=100ms");

        _blockedSpace = new Namespace();
        _blockedSpace.Lab("lab-web", "established family=ipv4 port=8080 count=3");
        Proc = Path.Combine(_blockedSpace.Folder, "proc");
        Directory.CreateDirectory(Path.Combine(Proc, "sys/net/core"));
        File.CreateSymbolicLink(Path.Combine(Proc, "thread-self"), "/proc/thread-self");
        Blocked = _blockedSpace.Serve($"--path.procfs={Proc}", "--sampling.interval=1s");
    }

    /// <summary>Samples ten times a second.</summary>
    internal ExporterProcess Busy { get; } = null!;

    /// <summary>Reads <see cref="Proc"/>.</summary>
    internal ExporterProcess Blocked { get; } = null!;

    /// <summary>A /proc in which a file can be put that blocks.</summary>
    internal string Proc { get; } = "";

    public void Dispose()
    {
        Busy?.Dispose();
        Blocked?.Dispose();
        _busySpace?.Dispose();
        _blockedSpace?.Dispose();
    }
}
