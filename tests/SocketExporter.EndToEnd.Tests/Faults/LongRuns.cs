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
        Lab = _blockedSpace.Lab("lab-web", "established family=ipv4 port=8080 count=3");
        Blocked = _blockedSpace.Serve("--sampling.interval=1s");
    }

    /// <summary>Samples ten times a second.</summary>
    internal ExporterProcess Busy { get; } = null!;

    internal ExporterProcess Blocked { get; } = null!;

    /// <summary>Stops threads of <see cref="Blocked"/>.</summary>
    internal LabProcess Lab { get; } = null!;

    public void Dispose()
    {
        Busy?.Dispose();
        Blocked?.Dispose();
        _busySpace?.Dispose();
        _blockedSpace?.Dispose();
    }
}
