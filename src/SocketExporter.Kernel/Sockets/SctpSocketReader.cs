using SocketExporter.Kernel.Io;
using SocketExporter.Kernel.Netlink;

namespace SocketExporter.Kernel.Sockets;

/// <summary>
/// SCTP endpoints, then associations, of the network namespace, from /proc/net/sctp: the tables that netstat reads. Where the kernel has no SCTP loaded there
/// are none, and <see cref="IsPresent"/> is false.
/// <code>reader.Start(); while (reader.Next()) { … reader.Socket … }</code>
/// </summary>
public sealed class SctpSocketReader : IDisposable
{
    private readonly KernelLines _endpoints;
    private readonly KernelLines _associations;
    private bool _inEndpoints;
    private SctpSocket? _socket;

    public SctpSocketReader(KernelSource kernel)
        : this(kernel.ProcPath)
    {
    }

    internal SctpSocketReader(string procPath)
    {
        _endpoints = new KernelLines($"{procPath}/thread-self/net/sctp/eps");
        _associations = new KernelLines($"{procPath}/thread-self/net/sctp/assocs");
    }

    /// <summary>Whether this kernel has SCTP. Known after <see cref="Start"/>.</summary>
    public bool IsPresent { get; private set; }

    /// <summary>The current one; made anew for each.</summary>
    public SctpSocket Socket => _socket ?? throw new InvalidOperationException("before the first Next, or after the last");

    /// <exception cref="KernelReadException">A table can't be read.</exception>
    public void Start()
    {
        _socket = null;
        _inEndpoints = true;
        IsPresent = Open(_endpoints);
    }

    /// <exception cref="KernelReadException">A table is not what it should be.</exception>
    public bool Next()
    {
        while (IsPresent)
        {
            KernelLines table = _inEndpoints ? _endpoints : _associations;
            if (table.Next(out ReadOnlySpan<byte> line))
            {
                _socket = _inEndpoints ? SctpTableText.ParseEndpoint(line, table.Path) : SctpTableText.ParseAssociation(line, table.Path);
                return true;
            }

            table.Dispose();
            if (!_inEndpoints || !Open(_associations))
            {
                break;
            }

            _inEndpoints = false;
        }

        _socket = null;
        return false;
    }

    public void Dispose()
    {
        _endpoints.Dispose();
        _associations.Dispose();
    }

    /// <summary>Opens a table and passes over its titles.</summary>
    private static bool Open(KernelLines table)
    {
        if (!table.TryOpen())
        {
            return false;
        }

        return table.Next(out _) ? true : throw new KernelReadException($"{table.Path}: empty, expected a line of titles");
    }
}
