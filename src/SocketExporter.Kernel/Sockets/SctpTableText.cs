using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Text;
using SocketExporter.Kernel.Io;

namespace SocketExporter.Kernel.Sockets;

/// <summary>
/// Lines of /proc/net/sctp/eps and assocs:
/// "ffff8800 ffff8801 2   10  49   5000      0 8721 0.0.0.0 " and
/// "ffff8800 ffff8801 2   1   3  0       7        0        0       0 8722 5000  40000  *127.0.0.1 &lt;-&gt; *127.0.0.1 \t 7500 10 10 10 0 0 0 1 0 212992 212992".
/// Source: net/sctp/proc.c, sctp_eps_seq_show and sctp_assocs_seq_show.
/// </summary>
internal static class SctpTableText
{
    /// <summary>Of one end: the kernel has no limit of its own. More are no sane host's.</summary>
    public const int MaxAddresses = 1024;

    /// <exception cref="KernelReadException">The line has not the shape above.</exception>
    public static SctpSocket ParseEndpoint(ReadOnlySpan<byte> line, string source)
    {
        ReadOnlySpan<byte> rest = line;
        Skip(ref rest, 3, source); // ENDPT, SOCK, STY
        TcpState state = StateOf(Number(ref rest, source), source);
        Skip(ref rest, 1, source); // HBKT
        ushort port = PortOf(Number(ref rest, source), source);
        uint uid = Unsigned(Number(ref rest, source), source);
        uint inode = Unsigned(Number(ref rest, source), source);
        return new SctpSocket { State = state, LocalPort = port, Uid = uid, Inode = inode, Local = Addresses(ref rest, source) };
    }

    /// <exception cref="KernelReadException">The line has not the shape above.</exception>
    public static SctpSocket ParseAssociation(ReadOnlySpan<byte> line, string source)
    {
        ReadOnlySpan<byte> rest = line;
        Skip(ref rest, 3, source); // ASSOC, SOCK, STY
        TcpState state = StateOf(Number(ref rest, source), source);
        long association = Number(ref rest, source);
        if (association is < 0 or > (long)SctpAssociationState.ShutdownAckSent)
        {
            throw new KernelReadException($"{source}: association state {association}, expected 0 to {(int)SctpAssociationState.ShutdownAckSent}");
        }

        Skip(ref rest, 2, source); // HBKT, ASSOC-ID
        long sendQueue = Number(ref rest, source);
        long receiveQueue = Number(ref rest, source);
        uint uid = Unsigned(Number(ref rest, source), source);
        uint inode = Unsigned(Number(ref rest, source), source);
        ushort localPort = PortOf(Number(ref rest, source), source);
        ushort remotePort = PortOf(Number(ref rest, source), source);
        List<SctpAddress> local = Addresses(ref rest, source);
        if (!KernelText.NextWord(ref rest, out ReadOnlySpan<byte> arrow) || !arrow.SequenceEqual("<->"u8))
        {
            throw new KernelReadException($"{source}: '{KernelText.Show(arrow)}', expected <-> between the addresses");
        }

        return new SctpSocket
        {
            Association = (SctpAssociationState)association,
            State = state,
            LocalPort = localPort,
            RemotePort = remotePort,
            Local = local,
            Remote = Addresses(ref rest, source),
            SendQueueBytes = sendQueue,
            ReceiveQueueBytes = receiveQueue,
            Uid = uid,
            Inode = inode,
        };
    }

    /// <summary>Takes words off the front as long as they are addresses.</summary>
    private static List<SctpAddress> Addresses(ref ReadOnlySpan<byte> rest, string source)
    {
        List<SctpAddress> addresses = [];
        ReadOnlySpan<byte> ahead = rest;
        while (KernelText.NextWord(ref ahead, out ReadOnlySpan<byte> word) && word.IndexOfAny((byte)'.', (byte)':') >= 0)
        {
            if (addresses.Count == MaxAddresses)
            {
                throw new KernelReadException($"{source}: more than {MaxAddresses} addresses of one endpoint, expected at most so many");
            }

            rest = ahead;
            addresses.Add(AddressOf(word, source));
        }

        return addresses;
    }

    private static SctpAddress AddressOf(ReadOnlySpan<byte> word, string source)
    {
        bool primary = word[0] == '*';
        string text = Encoding.Latin1.GetString(primary ? word[1..] : word);
        if (text.Length > 45 || !IPAddress.TryParse(text, out IPAddress? address))
        {
            throw new KernelReadException($"{source}: '{KernelText.Show(word)}', expected an address");
        }

        IpFamily family = address.AddressFamily == AddressFamily.InterNetwork ? IpFamily.Ipv4 : IpFamily.Ipv6;
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        _ = address.TryWriteBytes(bytes, out _);
        return new SctpAddress(IpAddress.FromNetworkOrder(bytes, family), family, primary);
    }

    private static void Skip(ref ReadOnlySpan<byte> rest, int words, string source)
    {
        for (int i = 0; i < words; i++)
        {
            _ = Word(ref rest, source);
        }
    }

    private static ReadOnlySpan<byte> Word(ref ReadOnlySpan<byte> rest, string source)
        => KernelText.NextWord(ref rest, out ReadOnlySpan<byte> word) ? word : throw new KernelReadException($"{source}: a line that ends early, expected all columns");

    private static long Number(ref ReadOnlySpan<byte> rest, string source)
    {
        ReadOnlySpan<byte> word = Word(ref rest, source);
        return Utf8Parser.TryParse(word, out long value, out int used) && used == word.Length
            ? value
            : throw new KernelReadException($"{source}: '{KernelText.Show(word)}', expected a whole number");
    }

    private static TcpState StateOf(long number, string source) => number is >= (long)TcpState.Established and <= (long)TcpState.Closing
        ? (TcpState)number
        : throw new KernelReadException($"{source}: socket state {number}, expected 1 to 11");

    private static ushort PortOf(long number, string source)
        => number is >= 0 and <= ushort.MaxValue ? (ushort)number : throw new KernelReadException($"{source}: port {number}, expected 0 to 65535");

    private static uint Unsigned(long number, string source)
        => number is >= 0 and <= uint.MaxValue ? (uint)number : throw new KernelReadException($"{source}: {number}, expected 0 to {uint.MaxValue}");
}
