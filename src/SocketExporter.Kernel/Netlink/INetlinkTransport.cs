namespace SocketExporter.Kernel.Netlink;

/// <summary>
/// The seam for tests: whole datagrams, as the kernel sends them. Live it is a netlink socket; in tests a script; in issue reports a recording.
/// </summary>
internal interface INetlinkTransport : IDisposable
{
    /// <summary>Name for messages, e.g. "sock_diag".</summary>
    string Name { get; }

    /// <exception cref="KernelReadException">The kernel refused the datagram.</exception>
    void Send(ReadOnlySpan<byte> datagram);

    /// <summary>
    /// Waits for the next datagram and copies it into <paramref name="buffer"/>. Returns its true length, which is larger than the buffer
    /// when the datagram was cut, and the sender's port id (0 is the kernel). One for events does not wait and returns 0 when there is none.
    /// </summary>
    /// <exception cref="KernelReadException">Receiving failed; ENOBUFS means that datagrams were lost.</exception>
    int Receive(Span<byte> buffer, out uint sender);

    /// <summary>Forgets whatever is still queued from an earlier request, so that a failed dump can't disturb the next.</summary>
    void Reset();
}
