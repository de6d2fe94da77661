namespace SocketExporter.Snapshots;

/// <summary>How many of the local ports that the kernel gives to clients are in use.</summary>
/// <param name="LimitPorts">Ports that it can give for one destination.</param>
/// <param name="FullestPorts">In use by the source and destination that use most.</param>
/// <param name="Tuples">Sources and destinations that use, or lately used, a good part of them.</param>
internal sealed record EphemeralPortUse(int LimitPorts, int FullestPorts, IReadOnlyList<TuplePorts> Tuples)
{
    /// <summary>1 is none left. Also where every port is reserved: the next connection fails as well.</summary>
    public double FullestRatio => LimitPorts > 0 ? FullestPorts / (double)LimitPorts : 1;

    /// <summary>Of one tuple.</summary>
    public double RatioOf(TuplePorts tuple) => LimitPorts > 0 ? tuple.Ports / (double)LimitPorts : 1;
}
