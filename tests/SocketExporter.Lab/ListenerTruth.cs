namespace SocketExporter.Lab;

/// <summary>The listening sockets of one address and port.</summary>
/// <param name="Address">As ss spells it: brackets around IPv6, * for every address of both families.</param>
/// <param name="Waiting">Connections not yet accepted, in all sockets.</param>
/// <param name="Limit">Sum of the backlogs.</param>
/// <param name="FullestRatio">waiting / (limit + 1) of the fullest socket.</param>
/// <param name="SynRecv">Handshakes not finished.</param>
public sealed record ListenerTruth(string Family, string Address, int Port, int Sockets, int Waiting, int Limit, double FullestRatio, int SynRecv = 0);
