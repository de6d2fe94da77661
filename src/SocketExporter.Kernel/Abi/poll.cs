using System.Runtime.InteropServices;

namespace SocketExporter.Kernel.Abi;

/// <summary>poll(2).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct pollfd
{
    public const short POLLOUT = 0x4;

    public int fd;
    public short events;
    public short revents;
}
