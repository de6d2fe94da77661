using System.Runtime.InteropServices;
using SocketExporter.Kernel.Abi;
using SocketExporter.Kernel.Io;
using SocketExporter.Kernel.Netlink;

namespace SocketExporter.Kernel.Sockets;

/// <summary>
/// Every socket of one of the lesser internet protocols in the network namespace: IPv4, then IPv6. By sock_diag; of a family for which the kernel has no such
/// module, from the table of /proc, row by row. A kernel with neither has no such sockets to show (<see cref="SocketSource.Absent"/>), and no failure.
/// <code>reader.Start(); while (reader.Next()) { … reader.Row … } reader.Source, reader.WasInterrupted</code>
/// </summary>
public sealed class InetSocketReader : IDisposable
{
    private readonly NetlinkDump _dump;
    private readonly byte _diagProtocol;
    private readonly string _what;
    private readonly KernelLines _table4;
    private readonly KernelLines _table6;
    private InetSocketRow _row;
    private KernelLines? _table;
    private IpFamily _family;
    private bool _asksDiag;
    private bool _anyDiag;
    private bool _anyTable;
    private bool _done;

    public InetSocketReader(KernelSource kernel, InetProtocol protocol)
        : this(kernel.OpenNetlink(NetlinkConstants.NETLINK_SOCK_DIAG, "sock_diag"), kernel.ProcPath, protocol)
    {
    }

    internal InetSocketReader(INetlinkTransport transport, string procPath, InetProtocol protocol)
    {
        _dump = new NetlinkDump(transport);
        (_diagProtocol, _what, string table) = protocol == InetProtocol.Raw
            ? (InetDiag.IPPROTO_RAW, "raw sockets", "raw")
            : (InetDiag.IPPROTO_UDPLITE, "UDP-Lite sockets", "udplite");
        _table4 = new KernelLines($"{procPath}/thread-self/net/{table}");
        _table6 = new KernelLines($"{procPath}/thread-self/net/{table}6");
    }

    /// <summary>The current socket. Valid until the next call of <see cref="Next"/>.</summary>
    public ref readonly InetSocketRow Row => ref _row;

    /// <summary>Where the rows came from: the lesser of the two where the families differ. Known when <see cref="Next"/> has said false.</summary>
    public SocketSource Source { get; private set; }

    /// <summary>The table changed while it was read: sockets may be missing or doubled.</summary>
    public bool WasInterrupted { get; private set; }

    /// <param name="askDiag">
    /// False once sock_diag was found missing: each question for a module that is not loaded makes the kernel start modprobe.
    /// </param>
    /// <exception cref="KernelReadException">The request could not be sent.</exception>
    public void Start(bool askDiag = true)
    {
        _asksDiag = askDiag;
        _anyDiag = _anyTable = _done = false;
        WasInterrupted = false;
        Source = SocketSource.None;
        Begin(IpFamily.Ipv4);
    }

    /// <exception cref="KernelReadException">The dump failed, or the table is not what it should be.</exception>
    public bool Next()
    {
        while (!_done)
        {
            if (_table is null ? NextOfDump() : NextOfTable(_table))
            {
                return true;
            }
        }

        return false;
    }

    public void Dispose()
    {
        _dump.Dispose();
        _table4.Dispose();
        _table6.Dispose();
    }

    private void Begin(IpFamily family)
    {
        _family = family;
        _table = null;
        if (!_asksDiag)
        {
            OpenTable();
            return;
        }

        var request = new inet_diag_req_v2
        {
            sdiag_family = family == IpFamily.Ipv4 ? (byte)LibC.AfInet : (byte)LibC.AfInet6,
            sdiag_protocol = _diagProtocol,
            idiag_ext = InetDiag.EXT_SKMEMINFO,
            idiag_states = InetDiag.ALL_STATES,
        };
        _dump.Start(InetDiag.SOCK_DIAG_BY_FAMILY, MemoryMarshal.AsBytes(new ReadOnlySpan<inet_diag_req_v2>(in request)), _what);
    }

    private bool NextOfDump()
    {
        if (_dump.Next())
        {
            InetSocketParser.Parse(_dump.Message, withAttributes: true, ref _row);
            return true;
        }

        if (_dump.End == DumpEnd.Unsupported)
        {
            OpenTable();
            return false;
        }

        WasInterrupted |= _dump.End == DumpEnd.Interrupted;
        _anyDiag = true;
        EndFamily();
        return false;
    }

    private bool NextOfTable(KernelLines table)
    {
        if (!table.Next(out ReadOnlySpan<byte> line))
        {
            table.Dispose();
            EndFamily();
            return false;
        }

        InetTableText.Parse(line, _family, table.Path, ref _row);
        return true;
    }

    private void OpenTable()
    {
        KernelLines table = _family == IpFamily.Ipv4 ? _table4 : _table6;
        if (!table.TryOpen())
        {
            EndFamily();
            return;
        }

        // The first line has the titles.
        if (!table.Next(out _))
        {
            throw new KernelReadException($"{table.Path}: empty, expected a line of titles");
        }

        _anyTable = true;
        _table = table;
    }

    private void EndFamily()
    {
        if (_family == IpFamily.Ipv4)
        {
            Begin(IpFamily.Ipv6);
            return;
        }

        _done = true;
        Source = _anyTable ? SocketSource.ProcTable : _anyDiag ? SocketSource.SockDiag : SocketSource.Absent;
    }
}
