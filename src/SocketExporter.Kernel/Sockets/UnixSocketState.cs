namespace SocketExporter.Kernel.Sockets;

/// <summary>
/// State of a unix socket in netstat's words. unix_diag leaves out connections nobody has accepted (<see cref="Connecting"/>): they are the
/// pending ones of their listeners. Disconnecting has no row either: since the kernel unhashes a socket before it orphans it, nothing can be seen in it.
/// </summary>
public enum UnixSocketState : byte
{
    Listening,
    Connecting,
    Connected,
    Unconnected,
    Disconnecting,
}
