namespace SocketExporter.Kernel.Counters;

/// <summary>
/// The three levels of tcp_mem or udp_mem: below low nothing is done, above pressure buffers are kept small, at high nothing is given any more.
/// The kernel counts pages; these are bytes.
/// </summary>
public readonly record struct MemoryLimits(long LowBytes, long PressureBytes, long HighBytes);
