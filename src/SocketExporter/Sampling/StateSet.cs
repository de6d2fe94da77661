using System.Numerics;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Snapshots;

namespace SocketExporter.Sampling;

/// <summary>In which protocols and states somebody has sockets, so far as labels tell them apart: the kinds of unix sockets are one protocol. 12 bits a protocol.</summary>
internal readonly record struct StateSet(ulong Bits)
{
    private const int BitsOfProtocol = 12;
    private const int UnixPlace = 4;
    private const ulong AllOfProtocol = (1UL << BitsOfProtocol) - 1;

    public int Count => BitOperations.PopCount(Bits);

    public bool HasUnix => (Bits & (AllOfProtocol << (UnixPlace * BitsOfProtocol))) != 0;

    /// <summary>Protocols with any state.</summary>
    public int Protocols
    {
        get
        {
            int protocols = 0;
            for (ulong rest = Bits; rest != 0; rest >>= BitsOfProtocol)
            {
                protocols += (rest & AllOfProtocol) != 0 ? 1 : 0;
            }

            return protocols;
        }
    }

    public StateSet With(TallyProtocol protocol, byte state) => new(Bits | (1UL << ((PlaceOf(protocol) * BitsOfProtocol) + state)));

    public StateSet With(TcpState state) => With(TallyProtocol.Tcp, (byte)state);

    public StateSet With(StateSet others) => new(Bits | others.Bits);

    private static int PlaceOf(TallyProtocol protocol) => protocol switch
    {
        TallyProtocol.Tcp => 0,
        TallyProtocol.Udp => 1,
        TallyProtocol.UdpLite => 2,
        TallyProtocol.Raw => 3,
        _ => UnixPlace,
    };
}
