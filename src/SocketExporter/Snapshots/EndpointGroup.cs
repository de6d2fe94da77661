namespace SocketExporter.Snapshots;

/// <summary>
/// The sockets of one (protocol, address, port, process): a TCP listener with all members of its SO_REUSEPORT group, or the UDP sockets bound there.
/// </summary>
internal sealed record EndpointGroup(EndpointName Name, EndpointScope Scope)
{
    /// <summary>Listening sockets: TCP listeners, or UDP sockets that are not connected.</summary>
    public int ListeningSockets { get; init; }

    /// <summary>The lowest cookie of its listening sockets: cookies are given out in the order in which sockets are first seen.</summary>
    public ulong FirstCookie { get; init; }

    /// <summary>Of the member with that cookie: the longest-living, so far as anybody can know.</summary>
    public ControlGroupLabels ControlGroup { get; init; } = ControlGroupLabels.None;

    /// <summary>TCP: connections waiting for accept(). UDP: bytes of datagrams not yet read.</summary>
    public long Queue { get; init; }

    /// <summary>TCP: backlog in force, connections. UDP: receive buffer, bytes.</summary>
    public long QueueLimit { get; init; }

    /// <summary>Use of the fullest member. TCP: waiting / (limit + 1). UDP: used / limit.</summary>
    public double FullestRatio { get; init; }

    /// <summary>TCP: handshakes not finished.</summary>
    public long SynRecv { get; init; }

    /// <summary>TCP: there was one within the last ten minutes.</summary>
    public bool HadSynRecv { get; init; }

    /// <summary>TCP: the most that were seen waiting within <see cref="Snapshot.ListenerPeakWindow"/>; null where nobody watched.</summary>
    public long? PeakQueue { get; init; }

    /// <summary>TCP: the highest <see cref="FullestRatio"/> seen within <see cref="Snapshot.ListenerPeakWindow"/>; null where nobody watched.</summary>
    public double? FullestPeakRatio { get; init; }

    /// <summary>TCP: <see cref="PeakQueue"/> was above 0 within the last ten minutes.</summary>
    public bool HadWaiting { get; init; }

    /// <summary>TCP: seconds since the last sample for which the accept queue of a member was seen full. 0 where nobody watched.</summary>
    public double FullSeconds { get; init; }

    /// <summary>The same since the exporter started; never falls.</summary>
    public double FullSecondsTotal { get; init; }

    /// <summary>Datagrams (UDP) or connection attempts (TCP) dropped since the last sample.</summary>
    public long Drops { get; init; }

    /// <summary>The same since the exporter started; never falls.</summary>
    public double DropsTotal { get; init; }

    /// <summary>The rules of the configuration do not allow it. False where there are none.</summary>
    public bool IsUnexpected { get; init; }

    /// <summary>Several groups as one.</summary>
    public static EndpointGroup Join(EndpointName name, IEnumerable<EndpointGroup> groups)
    {
        var joined = new EndpointGroup(name, EndpointScope.Any);
        foreach (EndpointGroup group in groups)
        {
            joined = joined with
            {
                ListeningSockets = joined.ListeningSockets + group.ListeningSockets,
                Queue = joined.Queue + group.Queue,
                QueueLimit = joined.QueueLimit + group.QueueLimit,
                FullestRatio = Math.Max(joined.FullestRatio, group.FullestRatio),
                SynRecv = joined.SynRecv + group.SynRecv,
                HadSynRecv = joined.HadSynRecv || group.HadSynRecv,
                PeakQueue = Larger(joined.PeakQueue, group.PeakQueue),
                FullestPeakRatio = Larger(joined.FullestPeakRatio, group.FullestPeakRatio),
                FullSeconds = joined.FullSeconds + group.FullSeconds,
                Drops = joined.Drops + group.Drops,
            };
        }

        return joined;
    }

    private static T? Larger<T>(T? a, T? b)
        where T : struct, IComparable<T>
        => a is not { } x || (b is { } y && y.CompareTo(x) > 0) ? b : a;
}
