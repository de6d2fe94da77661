using SocketExporter.Kernel.Sockets;

namespace SocketExporter.Kernel.Conntrack;

/// <summary>The packets of one direction of a flow, as conntrack sees them. Ports are 0 where the protocol has none (ICMP).</summary>
public readonly record struct ConntrackTuple(IpAddress Source, IpAddress Destination, ushort SourcePort, ushort DestinationPort);
