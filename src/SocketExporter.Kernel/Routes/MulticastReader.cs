using System.Runtime.InteropServices;
using SocketExporter.Kernel.Io;
using SocketExporter.Kernel.Netlink;
using SocketExporter.Kernel.Sockets;

namespace SocketExporter.Kernel.Routes;

/// <summary>Reads the multicast groups that interfaces have joined, in the network namespace of the thread that reads first. Not for concurrent use.</summary>
public sealed class MulticastReader : IDisposable
{
    private readonly KernelFile _ipv4;
    private readonly KernelFile _ipv6;
    private readonly List<MulticastRow> _rows = [];

    public MulticastReader(KernelSource kernel)
    {
        _ipv4 = new KernelFile($"{kernel.ProcPath}/thread-self/net/igmp");
        _ipv6 = new KernelFile($"{kernel.ProcPath}/thread-self/net/igmp6");
    }

    /// <summary>Whether the last reading found the file of the family: a kernel without it, or an old recording, does not say what is joined.</summary>
    public bool HasIpv4 { get; private set; }

    /// <summary>As <see cref="HasIpv4"/>.</summary>
    public bool HasIpv6 { get; private set; }

    /// <summary>All memberships, IPv4 first, in the kernel's order. Valid until the next reading.</summary>
    /// <exception cref="KernelReadException">A file can't be read or is not what it should be.</exception>
    public ReadOnlySpan<MulticastRow> Read()
    {
        _rows.Clear();
        HasIpv4 = TryRead(_ipv4, IpFamily.Ipv4);
        HasIpv6 = TryRead(_ipv6, IpFamily.Ipv6);
        return CollectionsMarshal.AsSpan(_rows);
    }

    public void Dispose()
    {
        _ipv4.Dispose();
        _ipv6.Dispose();
    }

    private bool TryRead(KernelFile file, IpFamily family)
    {
        if (!file.TryReadIfPresent(out ReadOnlySpan<byte> text))
        {
            return false;
        }

        MulticastText.Parse(text, family, file.Path, _rows);
        return true;
    }
}
