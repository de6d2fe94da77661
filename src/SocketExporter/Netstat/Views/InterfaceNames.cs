using SocketExporter.Kernel.Links;
using SocketExporter.Kernel.Netlink;

namespace SocketExporter.Netstat.Views;

/// <summary>Names of interfaces by number, as they are at one moment.</summary>
internal sealed class InterfaceNames
{
    private readonly Dictionary<int, byte[]> _names;

    public InterfaceNames(IEnumerable<LinkRow> links)
    {
        _names = links.ToDictionary(static link => link.Index, static link => link.NameBytes.ToArray());
    }

    public static InterfaceNames Read(KernelSource kernel)
    {
        using var links = new LinkReader(kernel);
        return new InterfaceNames(links.Read().Rows);
    }

    /// <summary>"*" where there is none (0), as the kernel prints it in /proc/net/route; "if7" of one that came or went meanwhile.</summary>
    public byte[] Of(int index) => index == 0 ? "*"u8.ToArray() : _names.TryGetValue(index, out byte[]? name) ? name : ShownInterfaces.Bytes($"if{index}");
}
