namespace SocketExporter.Snapshots;

/// <summary>The routes of the network namespace as far as they are shown. Made when they were read last, which is when something changed.</summary>
internal sealed record RouteSummary
{
    /// <summary>Of the families that this kernel has; one that is absent here is absent on the page.</summary>
    public required IReadOnlyList<FamilyRoutes> Families { get; init; }

    public required IReadOnlyList<RouteCount> Counts { get; init; }

    /// <summary>Distinct.</summary>
    public required IReadOnlyList<DefaultRoute> Defaults { get; init; }

    /// <summary>Single routes: distinct, the most telling first; null where nobody shows them.</summary>
    public IReadOnlyList<RouteEntry>? Entries { get; init; }

    /// <summary>Hops of routes that <see cref="Entries"/> has no place for.</summary>
    public long EntriesCut { get; init; }

    /// <summary>Routing tables shown by name, and those inside <c>&lt;other&gt;</c>.</summary>
    public KeySetSize Tables { get; init; }
}
