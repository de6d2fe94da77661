namespace SocketExporter.Snapshots;

/// <summary>What names a listener or a bound UDP socket on the page: the key of the key set <c>listener</c>.</summary>
internal readonly record struct EndpointName(EndpointProtocol Protocol, string Address, string Port, string Process)
{
    public static IComparer<EndpointName> Order { get; } = Comparer<EndpointName>.Create(static (a, b) =>
    {
        int order = a.Protocol.CompareTo(b.Protocol);
        order = order != 0 ? order : string.CompareOrdinal(a.Address, b.Address);
        order = order != 0 ? order : string.CompareOrdinal(a.Port, b.Port);
        return order != 0 ? order : string.CompareOrdinal(a.Process, b.Process);
    });

    public static EndpointName Other(EndpointProtocol protocol) => new(protocol, ReservedLabel.Other, ReservedLabel.Other, ReservedLabel.Other);
}
