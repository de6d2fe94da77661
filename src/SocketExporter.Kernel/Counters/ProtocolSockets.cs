namespace SocketExporter.Kernel.Counters;

/// <param name="Protocol">Lower case, one for both families: tcp, udp, udplite, raw, ping, unix, packet, netlink, mptcp, sctp, vsock, xdp …</param>
/// <param name="InUse">Sockets of this network namespace; null where the kernel lists the protocol and does not count it.</param>
public readonly record struct ProtocolSockets(string Protocol, long? InUse);
