namespace SocketExporter.Snapshots;

/// <summary>One source and destination, between which each connection needs a local port of its own: the key of the key set <c>tuple</c>. Addresses as ss spells them.</summary>
/// <param name="Source">The local address, <c>[fe80::1]%eth0</c> where it is bound to an interface.</param>
/// <param name="Port">Of the destination.</param>
internal readonly record struct TupleName(string Source, string Destination, string Port)
{
    public static IComparer<TupleName> Order { get; } = Comparer<TupleName>.Create(static (a, b) =>
    {
        int order = string.CompareOrdinal(a.Destination, b.Destination);
        order = order != 0 ? order : string.CompareOrdinal(a.Port, b.Port);
        return order != 0 ? order : string.CompareOrdinal(a.Source, b.Source);
    });
}
