namespace SocketExporter.Kernel.Sockets;

/// <summary>One of the addresses of an SCTP endpoint.</summary>
/// <param name="IsPrimary">The one in use: * in /proc/net/sctp.</param>
public readonly record struct SctpAddress(IpAddress Address, IpFamily Family, bool IsPrimary);
