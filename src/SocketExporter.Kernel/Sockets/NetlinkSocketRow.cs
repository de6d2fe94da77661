namespace SocketExporter.Kernel.Sockets;

/// <summary>One netlink socket as /proc/net/netlink tells it.</summary>
/// <param name="Protocol">NETLINK_ROUTE is 0, NETLINK_SOCK_DIAG 4 …</param>
/// <param name="PortId">Its address, mostly the pid of the process that made it; 0 is the kernel's own end.</param>
/// <param name="ReceiveQueueBytes">Memory of messages that are not read yet.</param>
/// <param name="Drops">Messages dropped at this socket because its receive buffer was full, since it was made; wraps at 2³².</param>
public readonly record struct NetlinkSocketRow(int Protocol, uint PortId, long ReceiveQueueBytes, uint Drops, uint Inode);
