using SocketExporter.Kernel.Sockets;

namespace SocketExporter.Sampling.Memory;

/// <summary>Asks the kernel for one socket with its tcp_info.</summary>
/// <returns>False: it is gone.</returns>
/// <exception cref="Kernel.KernelReadException">The kernel refused.</exception>
internal delegate bool AskSocket(in TcpSocketIdentity socket, out InetSocketRow row);
