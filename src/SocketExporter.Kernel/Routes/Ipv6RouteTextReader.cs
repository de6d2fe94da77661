using SocketExporter.Kernel.Io;
using SocketExporter.Kernel.Netlink;

namespace SocketExporter.Kernel.Routes;

/// <summary>Reads /proc/net/ipv6_route of the network namespace of the reading thread, for the command; metrics come from <see cref="RouteReader"/>.</summary>
public sealed class Ipv6RouteTextReader : IDisposable
{
    /// <summary>Bytes: 400,000 routes of 150 bytes.</summary>
    public const int MaxFileBytes = 64 * 1024 * 1024;

    private readonly KernelFile _file;

    public Ipv6RouteTextReader(KernelSource kernel)
    {
        _file = new KernelFile($"{kernel.ProcPath}/thread-self/net/ipv6_route", MaxFileBytes);
    }

    /// <summary>In the kernel's order; null where this kernel has no IPv6.</summary>
    /// <exception cref="KernelReadException">The file can't be read or is not what it should be.</exception>
    public IReadOnlyList<Ipv6RouteRow>? Read()
    {
        if (!_file.TryReadIfPresent(out ReadOnlySpan<byte> text))
        {
            return null;
        }

        List<Ipv6RouteRow> rows = [];
        var lines = new KernelText(text, _file.Path);
        while (lines.NextLine(out ReadOnlySpan<byte> line))
        {
            rows.Add(Ipv6RouteText.Parse(line, _file.Path));
        }

        return rows;
    }

    public void Dispose() => _file.Dispose();
}
