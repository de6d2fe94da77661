using System.Runtime.InteropServices;
using SocketExporter.Kernel.Abi;
using SocketExporter.Kernel.Io;
using SocketExporter.Kernel.Netlink;

namespace SocketExporter.Kernel.Conntrack;

/// <summary>
/// Every flow that conntrack follows in the network namespace, both families mixed: what netstat -M and /proc/net/nf_conntrack list. Needs CAP_NET_ADMIN over the
/// namespace. The kernel walks the table while it changes and does not say so: under traffic a flow may be missing or come twice.
/// <code>reader.Start(); while (reader.Next()) { … reader.Row … }</code>
/// </summary>
public sealed class ConntrackFlowReader : IDisposable
{
    /// <summary>What a failure of <see cref="IsDenial"/> comes to, for people.</summary>
    public const string DenialText = $"{Question}: operation not permitted (EPERM), expected CAP_NET_ADMIN: run it as root, or with that capability";

    private const string Question = "conntrack flows";

    private readonly NetlinkDump _dump;
    private ConntrackFlow _row;

    public ConntrackFlowReader(KernelSource kernel)
        : this(kernel.OpenNetlink(Nfnetlink.NETLINK_NETFILTER, "ctnetlink"))
    {
    }

    internal ConntrackFlowReader(INetlinkTransport transport)
    {
        _dump = new NetlinkDump(transport);
    }

    /// <summary>The current flow. Valid until the next call of <see cref="Next"/>.</summary>
    public ref readonly ConntrackFlow Row => ref _row;

    /// <summary>Whether a failure means that there are no flows to be seen here, and not that something is wrong: conntrack itself, or its part of a recording, is missing.</summary>
    public static bool IsAbsence(KernelReadException failure)
        => failure.IsAbsent || failure.ErrorNumber is Errno.Einval or Errno.Eopnotsupp or Errno.Eprotonosupport;

    /// <summary>Whether a failure means that this process may not see the flows, and somebody with more privileges may.</summary>
    public static bool IsDenial(KernelReadException failure) => failure.ErrorNumber == Errno.Eperm;

    /// <summary>The table changed while it was read. No kernel up to 6.18 says so of this dump.</summary>
    public bool WasInterrupted => _dump.End == DumpEnd.Interrupted;

    /// <exception cref="KernelReadException">The request could not be sent, or this kernel has no netfilter.</exception>
    public void Start()
    {
        var request = new nfgenmsg { nfgen_family = LibC.AfUnspec };
        _dump.Start(Ctnetlink.IPCTNL_MSG_CT_GET, MemoryMarshal.AsBytes(new ReadOnlySpan<nfgenmsg>(in request)), Question);
    }

    /// <exception cref="KernelReadException">
    /// The dump failed: <see cref="KernelReadException.ErrorNumber"/> is EPERM (1) without CAP_NET_ADMIN, EINVAL (22) or EOPNOTSUPP (95) where conntrack
    /// is not there.
    /// </exception>
    public bool Next()
    {
        while (_dump.Next())
        {
            if (_dump.MessageType == Ctnetlink.IPCTNL_MSG_CT_NEW)
            {
                ConntrackFlowParser.Parse(_dump.Message, ref _row);
                return true;
            }
        }

        return _dump.End != DumpEnd.Unsupported
            ? false
            : throw new KernelReadException(Question, Errno.Eopnotsupp);
    }

    public void Dispose() => _dump.Dispose();
}
