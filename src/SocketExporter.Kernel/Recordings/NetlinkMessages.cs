using SocketExporter.Kernel.Abi;
using SocketExporter.Kernel.Netlink;

namespace SocketExporter.Kernel.Recordings;

/// <summary>Netlink messages that lie one after another, each padded to four bytes: a datagram, or a file of a recording.</summary>
internal static class NetlinkMessages
{
    public const int HeaderBytes = 16;

    /// <summary>The message, header included, that <paramref name="bytes"/> begin with.</summary>
    /// <param name="owner">What holds the messages, for the exception.</param>
    /// <exception cref="KernelReadException">The message is cut or says a length that it can't have.</exception>
    public static ReadOnlySpan<byte> First(ReadOnlySpan<byte> bytes, string owner)
    {
        if (bytes.Length < HeaderBytes)
        {
            throw new KernelReadException($"{owner}: {bytes.Length} bytes at the end, expected a message of at least {HeaderBytes}");
        }

        nlmsghdr header = NetlinkBytes.Read<nlmsghdr>(bytes, "nlmsghdr");
        return header.nlmsg_len >= HeaderBytes && header.nlmsg_len <= bytes.Length
            ? bytes[..(int)header.nlmsg_len]
            : throw new KernelReadException($"{owner}: message of {header.nlmsg_len} bytes, expected {HeaderBytes} to {bytes.Length}");
    }

    /// <summary>Bytes to the next message; the last may come without its padding.</summary>
    public static int Padded(ReadOnlySpan<byte> message, int available) => Math.Min((message.Length + 3) & ~3, available);
}
