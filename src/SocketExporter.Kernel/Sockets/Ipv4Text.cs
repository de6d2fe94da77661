namespace SocketExporter.Kernel.Sockets;

/// <summary>An IPv4 address as four numbers.</summary>
internal static class Ipv4Text
{
    /// <param name="address">The first number in the highest byte.</param>
    /// <returns>Bytes written to <paramref name="text"/>, at most 15.</returns>
    public static int Format(uint address, Span<byte> text)
    {
        int written = 0;
        for (int shift = 24; shift >= 0; shift -= 8)
        {
            int number = (byte)(address >> shift);
            if (number >= 100)
            {
                text[written++] = (byte)('0' + (number / 100));
            }

            if (number >= 10)
            {
                text[written++] = (byte)('0' + (number / 10 % 10));
            }

            text[written++] = (byte)('0' + (number % 10));
            if (shift > 0)
            {
                text[written++] = (byte)'.';
            }
        }

        return written;
    }
}
