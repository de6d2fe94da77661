using SocketExporter.Kernel.Conntrack;

namespace SocketExporter.Snapshots;

/// <summary>What flows are counted by.</summary>
/// <param name="Protocol">IPPROTO_*.</param>
/// <param name="TcpState">Null for other protocols, and where the kernel does not say it.</param>
/// <param name="IsReplied">Packets have come by in both directions; false for TCP, where the state says it.</param>
/// <param name="IsAssured">It stays in a full table; false for TCP.</param>
internal readonly record struct ConntrackFlowKind(byte Protocol, ConntrackTcpState? TcpState, bool IsReplied, bool IsAssured, bool IsSourceTranslated, bool IsDestinationTranslated);
