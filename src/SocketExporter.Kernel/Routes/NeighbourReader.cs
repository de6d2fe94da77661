using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.InteropServices;
using SocketExporter.Kernel.Abi;
using SocketExporter.Kernel.Io;
using SocketExporter.Kernel.Netlink;
using SocketExporter.Kernel.Sockets;

namespace SocketExporter.Kernel.Routes;

/// <summary>Counts the neighbours (ARP and neighbour discovery) of the network namespace of the thread that reads first. Not for concurrent use.</summary>
public sealed class NeighbourReader : IDisposable
{
    /// <summary>Attempts at a dump during which nothing comes or goes; of the last one the counts may be a few off.</summary>
    public const int MaxDumps = 3;

    private const int States = (int)NeighbourState.Permanent + 1;

    private readonly NetlinkDump _dump;
    private readonly KernelFile[] _ipv4Limits;
    private readonly KernelFile[] _ipv6Limits;
    private readonly long[] _counts = new long[2 * States];

    public NeighbourReader(KernelSource kernel)
        : this(kernel.OpenNetlink(NetlinkConstants.NETLINK_ROUTE, "rtnetlink"), kernel.ProcPath)
    {
    }

    internal NeighbourReader(INetlinkTransport transport, string procPath)
    {
        _dump = new NetlinkDump(transport);
        _ipv4Limits = Files("ipv4");
        _ipv6Limits = Files("ipv6");

        KernelFile[] Files(string family) => [.. Enumerable.Range(1, 3).Select(level => new KernelFile($"{procPath}/sys/net/{family}/neigh/default/gc_thresh{level}"))];
    }

    /// <summary>One row a family; empty where this kernel does not list neighbours, or a recording does not hold them.</summary>
    /// <exception cref="KernelReadException">The dump failed, or what the kernel answered is not what it should be.</exception>
    public ImmutableArray<NeighbourCounts> Read()
    {
        DumpEnd end;
        int attempts = 0;
        do
        {
            end = DumpOnce(++attempts < MaxDumps);
        }
        while (end == DumpEnd.Interrupted && attempts < MaxDumps);

        return end == DumpEnd.Unsupported
            ? []
            :
            [
                new NeighbourCounts(IpFamily.Ipv4, [.. _counts[..States]], Limits(_ipv4Limits)),
                new NeighbourCounts(IpFamily.Ipv6, [.. _counts[States..]], Limits(_ipv6Limits)),
            ];
    }

    /// <summary>An RTM_NEWNEIGH message without its nlmsghdr.</summary>
    /// <returns>False: it is about another family.</returns>
    /// <exception cref="KernelReadException">It is cut.</exception>
    internal static bool Parse(ReadOnlySpan<byte> message, out IpFamily family, out NeighbourState state)
    {
        ndmsg neighbour = NetlinkBytes.Read<ndmsg>(message, "ndmsg");
        family = neighbour.ndm_family == LibC.AfInet ? IpFamily.Ipv4 : IpFamily.Ipv6;

        // One bit each, 1 to 128. A bit above is one of a later kernel, and says nothing about the address.
        byte bits = (byte)neighbour.ndm_state;
        state = bits == 0 ? NeighbourState.None : (NeighbourState)(BitOperations.TrailingZeroCount(bits) + 1);
        return neighbour.ndm_family is LibC.AfInet or LibC.AfInet6;
    }

    /// <summary>A sysctl of one number.</summary>
    /// <exception cref="KernelReadException">It is anything else.</exception>
    internal static long ParseLimit(ReadOnlySpan<byte> text, string source)
    {
        var lines = new KernelText(text, source);
        return lines.NextLine(out ReadOnlySpan<byte> line) && KernelText.NextWord(ref line, out ReadOnlySpan<byte> number) && line.Trim((byte)' ').IsEmpty && !lines.NextLine(out _)
            ? lines.ParseLimit(number)
            : throw lines.Wrong($"'{KernelText.Show(text)}'", "one whole number on one line");
    }

    public void Dispose()
    {
        _dump.Dispose();
        foreach (KernelFile file in _ipv4Limits.Concat(_ipv6Limits))
        {
            file.Dispose();
        }
    }

    private static NeighbourLimits? Limits(KernelFile[] files)
    {
        Span<long> limits = stackalloc long[3];
        for (int i = 0; i < limits.Length; i++)
        {
            if (!files[i].TryReadIfPresent(out ReadOnlySpan<byte> text))
            {
                return null;
            }

            limits[i] = ParseLimit(text, files[i].Path);
        }

        return new NeighbourLimits(limits[0], limits[1], limits[2]);
    }

    private DumpEnd DumpOnce(bool mayFail)
    {
        _counts.AsSpan().Clear();
        try
        {
            var everything = default(ndmsg);
            _dump.Start(RtnetlinkConstants.RTM_GETNEIGH, MemoryMarshal.AsBytes(new ReadOnlySpan<ndmsg>(in everything)), "neighbours");
            while (_dump.Next())
            {
                if (_dump.MessageType == RtnetlinkConstants.RTM_NEWNEIGH && Parse(_dump.Message, out IpFamily family, out NeighbourState state))
                {
                    _counts[((int)family * States) + (int)state]++;
                }
            }

            return _dump.End;
        }
        catch (KernelReadException e) when (e.IsLostData && mayFail)
        {
            return DumpEnd.Interrupted;
        }
    }
}
