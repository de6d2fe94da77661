using System.Text;

namespace SocketExporter.Fuzz;

/// <summary>
/// A parser and what it may be given: any bytes. It reads them or refuses them with the exception of its layer; every other exception is a mistake.
/// The tests damage <paramref name="Good"/>, a fuzzer begins with it.
/// </summary>
/// <param name="Name">A file name, too.</param>
/// <param name="Good">What the parser reads without a complaint.</param>
/// <param name="Parse">Throws <paramref name="Refusal"/> at most.</param>
/// <param name="Refusal">The exception of the layer.</param>
/// <param name="Covers">Methods through which the bytes go, as Type.Method.</param>
internal sealed record HostileTarget(string Name, byte[] Good, Action<byte[]> Parse, Type Refusal, params string[] Covers)
{
    /// <summary>What a parse may allocate whatever the input is: the buffer of a dump, tables of 512 counters, compiled patterns.</summary>
    public const long FixedBytes = 1024 * 1024;

    /// <summary>What a parse may allocate for each byte of input, in bytes: a field of one letter is a string and a reference to it.</summary>
    public int BytesPerByte { get; init; } = 64;

    /// <summary>The longest input that can come: a datagram of netlink, a request line; else so much that a quadratic walk would show.</summary>
    public int LongestBytes { get; init; } = 512 * 1024;

    /// <summary>Bytes at the end of <see cref="Good"/> that end the walk: they stand once, at the end of a long input too.</summary>
    public int TailBytes { get; init; }

    /// <summary>A piece of a long input, by number; the whole good one if null.</summary>
    public Func<int, string>? Piece { get; init; }

    /// <summary>False where the input was refused.</summary>
    public bool Run(byte[] input)
    {
        try
        {
            Parse(input);
            return true;
        }
        catch (Exception e) when (e.GetType() == Refusal)
        {
            return false;
        }
    }

    /// <summary>An input of at most this length that is long by being made of many pieces.</summary>
    public byte[] Long(int length)
    {
        var bytes = new List<byte>(length);
        for (int i = 0; ; i++)
        {
            byte[] piece = Piece is { } make ? Encoding.UTF8.GetBytes(make(i)) : Good[..^TailBytes];
            if (bytes.Count + piece.Length + TailBytes > length)
            {
                return [.. bytes, .. Good[^TailBytes..]];
            }

            bytes.AddRange(piece);
        }
    }
}
