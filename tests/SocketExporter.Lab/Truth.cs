namespace SocketExporter.Lab;

/// <summary>What one lab process has made and holds still. Printed as one line of JSON.</summary>
public sealed record Truth(
    int ProcessId,
    string Process,
    IReadOnlyList<TcpTruth> Tcp,
    IReadOnlyList<ListenerTruth> Listeners,
    IReadOnlyList<UdpTruth> Udp,
    IReadOnlyList<UnixTruth> Unix)
{
    /// <summary>What does not hold still; null without it.</summary>
    public ChurnTruth? Churn { get; init; }
}
