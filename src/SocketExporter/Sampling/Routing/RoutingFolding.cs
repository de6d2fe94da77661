using SocketExporter.Snapshots;

namespace SocketExporter.Sampling.Routing;

/// <summary>What <see cref="ShownKeys"/> decides about interfaces and series, carried out on routes and multicast groups.</summary>
internal static class RoutingFolding
{
    /// <param name="isShown">Whether an interface has series of its own.</param>
    public static MulticastGroups[] Fold(IReadOnlyList<MulticastGroups> groups, Func<string, bool> isShown) =>
    [
        .. groups
            .GroupBy(row => (row.Family, Interface: isShown(row.Interface) ? row.Interface : ReservedLabel.Other))
            .Select(static joined => new MulticastGroups(joined.Key.Family, joined.Key.Interface, joined.Sum(static row => row.Groups))),
    ];

    /// <param name="entries">Single routes that the page has room for.</param>
    public static RouteSummary? Fold(RouteSummary? routes, int entries)
        => routes is { Entries: { } all } ? routes with { Entries = [.. all.Take(entries)] } : routes;

    /// <summary>How many tables and single routes are shown, as keys of sets of their own.</summary>
    /// <param name="entries">As above.</param>
    public static IEnumerable<KeySetSize> Sizes(RouteSummary? routes, int entries)
    {
        if (routes is null)
        {
            yield break;
        }

        yield return routes.Tables;
        if (routes.Entries is { } all)
        {
            yield return new KeySetSize("route", entries, RouteTally.MaxEntries, (int)Math.Min(int.MaxValue, routes.EntriesCut + all.Count - entries));
        }
    }
}
