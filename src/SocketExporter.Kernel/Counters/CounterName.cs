namespace SocketExporter.Kernel.Counters;

/// <summary>A protocol counter as the kernel spells it, e.g. "TcpExt" and "ListenOverflows".</summary>
public readonly record struct CounterName(string Protocol, string Name);
