using SocketExporter.Kernel.Sockets;

namespace SocketExporter.Sampling;

/// <summary>
/// What local ports are given out for: between two addresses and a port of the destination each can be used once. IPv4 and its mapped form are the same, as to the kernel: their sockets
/// share the ports.
/// </summary>
/// <param name="InterfaceIndex">SO_BINDTODEVICE or the scope of a link-local address; 0 when free.</param>
internal readonly record struct PortTuple(IpAddress Source, IpAddress Destination, uint InterfaceIndex, ushort Port)
{
    // Odd, and others in each run: whoever chooses destinations can't choose their places.
    private static readonly ulong First = (ulong)Random.Shared.NextInt64() | 1;
    private static readonly ulong Second = (ulong)Random.Shared.NextInt64() | 1;

    public static PortTuple Of(in InetSocketRow row) => new(row.Local, row.Remote, row.InterfaceIndex, row.RemotePort);

    public bool Equals(PortTuple other)
        => Destination.Low == other.Destination.Low && Source.Low == other.Source.Low && Port == other.Port
            && Destination.High == other.Destination.High && Source.High == other.Source.High && InterfaceIndex == other.InterfaceIndex;

    public override int GetHashCode()
    {
        ulong low = (Destination.Low ^ ((ulong)Port << 48)) * First;
        ulong mixed = (low ^ (low >> 32) ^ Source.Low ^ ((ulong)InterfaceIndex << 40)) * Second;
        mixed = (mixed ^ (mixed >> 29) ^ Destination.High) * First;
        mixed = (mixed ^ (mixed >> 32) ^ Source.High) * Second;
        return (int)(mixed >> 32);
    }
}
