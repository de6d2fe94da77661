namespace SocketExporter.Kernel.Counters;

/// <summary>Ports from <paramref name="First"/> to <paramref name="Last"/>, both included.</summary>
public readonly record struct PortInterval(int First, int Last);
