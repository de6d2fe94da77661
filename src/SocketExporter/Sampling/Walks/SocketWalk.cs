using SocketExporter.Kernel;
using SocketExporter.Snapshots;

namespace SocketExporter.Sampling.Walks;

/// <summary>
/// One walk over a kind of sockets. A sample is <see cref="Begin"/>, <see cref="Read"/>, then, when all walks have been read and owners are known,
/// <see cref="Complete"/>. It fails alone: what it has put anywhere is taken back.
/// </summary>
internal abstract class SocketWalk : IDisposable
{
    /// <summary>Attempts at a dump that the kernel calls interrupted, or of which it lost something, before the section fails.</summary>
    public const int MaxAttempts = 3;

    private readonly string _what;
    private readonly TallyProtocol _first;
    private readonly TallyProtocol _last;

    /// <param name="what">For messages: <c>TCP sockets</c>.</param>
    /// <param name="cube">Where every socket of every walk goes.</param>
    /// <param name="first">First of the protocols that only this walk puts into the cube.</param>
    /// <param name="last">Last of them.</param>
    protected SocketWalk(string what, Sections section, CpuSection cpu, SocketAttribution cube, TallyProtocol first, TallyProtocol last)
    {
        _what = what;
        Section = section;
        Cpu = cpu;
        Cube = cube;
        _first = first;
        _last = last;
    }

    /// <summary>What fails when this walk does.</summary>
    public Sections Section { get; }

    /// <summary>Where its CPU time is counted.</summary>
    public CpuSection Cpu { get; }

    /// <summary>Rows of this sample; 0 when the walk failed.</summary>
    public long SocketsRead { get; private set; }

    /// <summary>Whether this sample has all its sockets.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Inodes whose owners it needs, besides those of the sockets it has put into the cube.</summary>
    public virtual IEnumerable<uint> WantedInodes => [];

    /// <summary>How full its memories are.</summary>
    public virtual IEnumerable<TrackedSockets> Tracked => [];

    protected SocketAttribution Cube { get; }

    public void Begin(DateTimeOffset now)
    {
        SocketsRead = 0;
        IsComplete = false;
        BeginSample(now);
    }

    /// <exception cref="KernelReadException">The section failed; nothing of it is left in the cube or anywhere else.</exception>
    public void Read()
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                long sockets = Walk();
                Cube.EmptyBatch();
                if (!WasInterrupted)
                {
                    SocketsRead = sockets;
                    IsComplete = true;
                    return;
                }
            }
            catch (KernelReadException e)
            {
                TakeBack();
                if (e.IsLostData && attempt < MaxAttempts)
                {
                    continue;
                }

                throw;
            }

            TakeBack();
            if (attempt == MaxAttempts)
            {
                throw new KernelReadException($"{_what}: the table changed during each of {MaxAttempts} dumps, expected one at rest");
            }
        }
    }

    /// <summary>
    /// The snapshot with what this walk alone knows. Called for a walk that failed too, or was not read (<see cref="IsComplete"/>). The cube fills its own part.
    /// </summary>
    public virtual Snapshot Complete(Snapshot snapshot) => snapshot;

    public abstract void Dispose();

    /// <summary>Clears what is of one sample only.</summary>
    protected virtual void BeginSample(DateTimeOffset now)
    {
    }

    /// <summary>Reads all sockets and puts each where it belongs; allocates nothing for one.</summary>
    /// <returns>Sockets read.</returns>
    protected abstract long Walk();

    /// <summary>Whether the table changed under the last <see cref="Walk"/>: sockets may be missing or doubled.</summary>
    protected abstract bool WasInterrupted { get; }

    /// <summary>Takes back what the last <see cref="Walk"/> has put anywhere but into the cube: half a dump is no number.</summary>
    protected virtual void Discard()
    {
    }

    private void TakeBack()
    {
        Cube.Discard(_first, _last);
        Discard();
    }
}
