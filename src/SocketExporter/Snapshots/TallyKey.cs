using SocketExporter.Kernel.Sockets;

namespace SocketExporter.Snapshots;

/// <summary>
/// One cell of the cube: (protocol, family, state, direction, service port, owner), packed into 64 bits because hashing one ulong costs half of hashing a struct.
/// For TCP, UDP, UDP-Lite and raw <see cref="State"/> is a <see cref="TcpState"/>, for unix a <see cref="UnixSocketState"/>.
/// </summary>
internal readonly record struct TallyKey(ulong Packed)
{
    private const int OwnerBits = 20;

    public TallyKey(TallyProtocol protocol, IpFamily family, byte state, Direction direction, ServicePort port)
        : this(((ulong)protocol << 46) | ((ulong)family << 45) | ((ulong)state << 39) | ((ulong)direction << 37) | ((ulong)port.Value << OwnerBits))
    {
    }

    public TallyProtocol Protocol => (TallyProtocol)(Packed >> 46);

    public IpFamily Family => (IpFamily)((Packed >> 45) & 1);

    public byte State => (byte)((Packed >> 39) & 0x3f);

    public Direction Direction => (Direction)((Packed >> 37) & 3);

    /// <summary>Whether the kernel says in which control group such a socket was made: of unix sockets it does not.</summary>
    public bool HasControlGroup => Protocol is TallyProtocol.Tcp or TallyProtocol.Udp or TallyProtocol.UdpLite or TallyProtocol.Raw;

    public ServicePort Port => new((int)((Packed >> OwnerBits) & 0x1ffff));

    /// <summary>Index into <see cref="Snapshot.Owners"/>.</summary>
    public int OwnerIndex => (int)(Packed & ((1 << OwnerBits) - 1));

    public TallyKey WithPort(ServicePort port) => new((Packed & ~(0x1ffffUL << OwnerBits)) | ((ulong)port.Value << OwnerBits));

    public TallyKey WithOwner(int owner) => new((Packed & ~((1UL << OwnerBits) - 1)) | (uint)owner);

    /// <summary>What is left of a key when the cube is full: protocol, family, state and direction keep their sums exact, port and owner join.</summary>
    public TallyKey Folded() => new((Packed >> 37 << 37) | ((ulong)ServicePort.Other.Value << OwnerBits) | Owner.OtherIndex);
}
