using System.Buffers.Text;
using SocketExporter.Kernel.Io;
using SocketExporter.Kernel.Sockets;

namespace SocketExporter.Kernel.Routes;

/// <summary>Lines of /proc/net/ipv6_route: ten words, all but the last hexadecimal.</summary>
public static class Ipv6RouteText
{
    private const string Expected = "three addresses of 32 hexadecimal digits, two lengths, four numbers and a name";

    /// <param name="line">Without its newline.</param>
    /// <param name="source">What is read, for messages.</param>
    /// <exception cref="KernelReadException">It is no such line.</exception>
    public static Ipv6RouteRow Parse(ReadOnlySpan<byte> line, string source)
    {
        ReadOnlySpan<byte> rest = line;
        if (TryAddress(ref rest, out IpAddress destination)
            && TryNumber(ref rest, out uint length)
            && TryAddress(ref rest, out IpAddress from)
            && TryNumber(ref rest, out uint fromLength)
            && TryAddress(ref rest, out IpAddress gateway)
            && TryNumber(ref rest, out uint metric)
            && TryNumber(ref rest, out uint references)
            && TryNumber(ref rest, out uint used)
            && TryNumber(ref rest, out uint flags)
            && length <= 128
            && fromLength <= 128
            && KernelText.NextWord(ref rest, out ReadOnlySpan<byte> name))
        {
            return new Ipv6RouteRow(destination, (int)length, from, (int)fromLength, gateway, metric, references, used, flags, name.ToArray());
        }

        throw new KernelReadException($"{source}: '{KernelText.Show(line)}', expected {Expected}");
    }

    private static bool TryAddress(ref ReadOnlySpan<byte> line, out IpAddress address)
    {
        if (KernelText.NextWord(ref line, out ReadOnlySpan<byte> word)
            && word.Length == 32
            && Utf8Parser.TryParse(word[..16], out ulong high, out int usedHigh, 'x')
            && Utf8Parser.TryParse(word[16..], out ulong low, out int usedLow, 'x')
            && usedHigh + usedLow == word.Length)
        {
            address = new IpAddress(high, low);
            return true;
        }

        address = default;
        return false;
    }

    private static bool TryNumber(ref ReadOnlySpan<byte> line, out uint number)
    {
        number = 0;
        return KernelText.NextWord(ref line, out ReadOnlySpan<byte> word) && Utf8Parser.TryParse(word, out number, out int used, 'x') && used == word.Length;
    }
}
