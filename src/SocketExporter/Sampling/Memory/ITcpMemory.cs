using SocketExporter.Kernel.Sockets;
using SocketExporter.Snapshots;

namespace SocketExporter.Sampling.Memory;

/// <summary>
/// Remembers something about single TCP sockets, within a sample or from one to the next. The walk shows it each socket once; it keeps what it needs, by cookie
/// and within a capacity, and gives a table of it to the snapshot. Each sample is <see cref="BeginSample"/>, <see cref="BeginWalk"/>, <see cref="Observe"/> for each socket and
/// <see cref="EndWalk"/>, then either <see cref="EndSample"/> or, when the walk failed, <see cref="Discard"/>; a walk that is repeated is <see cref="Discard"/> and the sockets anew.
/// </summary>
internal interface ITcpMemory
{
    /// <summary>The states whose sockets it is shown. Asked once.</summary>
    IReadOnlyList<TcpState> States { get; }

    /// <summary>How full it is.</summary>
    IEnumerable<TrackedSockets> Tracked { get; }

    /// <summary>Whether the rows of this sample are to carry tcp_info, for a third more than the bare walk costs: seldom, please. Asked after <see cref="BeginSample"/>.</summary>
    bool WantsInformation { get; }

    /// <summary>Whether it looks at nothing but tcp_info: rows without it are not shown to it, which at 100,000 sockets can be felt. Asked once.</summary>
    bool LooksAtInformationOnly => false;

    void BeginSample(DateTimeOffset now);

    /// <summary>A walk begins, the first of this sample or one again.</summary>
    /// <param name="withInformation">Whether its rows will carry tcp_info, for whichever memory wants it.</param>
    void BeginWalk(bool withInformation)
    {
    }

    /// <summary>Takes note of a socket, allocating nothing for one. The row is overwritten by the next: copy what is to be kept.</summary>
    /// <param name="direction"><see cref="Direction.None"/> for a listener.</param>
    /// <param name="port">The service, as it may be shown.</param>
    void Observe(in InetSocketRow row, Direction direction, ServicePort port);

    /// <summary>The walk has ended, and was not interrupted so far as the kernel says. What is to be asked of single sockets is asked now.</summary>
    void EndWalk()
    {
    }

    /// <summary>Takes back what it was shown in this sample: sockets were missing or doubled.</summary>
    void Discard();

    /// <summary>
    /// The snapshot with what it knows now. All sockets of this sample were seen, and those that were not are gone: they can be forgotten.
    /// </summary>
    /// <param name="snapshot">With the cube, with endpoints, and with what the memories before this one have added.</param>
    /// <param name="owners">Who owns a socket, by inode and uid.</param>
    Snapshot EndSample(Snapshot snapshot, SocketAttribution owners);
}
