namespace SocketExporter.Publishing;

/// <summary>
/// Bytes of a page, in pieces that never change. In one piece a page would be a large object: those are only collected with the oldest generation, so
/// that the pages of many samples would lie there before the first is collected.
/// </summary>
internal sealed class PagePieces
{
    /// <summary>Far from the 85,000 bytes at which an object is large, and as much as is written to a client at once.</summary>
    public const int PieceBytes = 32 * 1024;

    private readonly ReadOnlyMemory<byte>[] _pieces;

    private PagePieces(ReadOnlyMemory<byte>[] pieces, int length)
    {
        _pieces = pieces;
        Length = length;
    }

    public int Length { get; }

    /// <summary>Each of <see cref="PieceBytes"/>, the last of what is left.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> All => _pieces;

    public static PagePieces CopyOf(ReadOnlySpan<byte> page)
    {
        var pieces = new ReadOnlyMemory<byte>[(page.Length + PieceBytes - 1) / PieceBytes];
        for (int i = 0; i < pieces.Length; i++)
        {
            ReadOnlySpan<byte> rest = page[(i * PieceBytes)..];
            byte[] piece = GC.AllocateUninitializedArray<byte>(Math.Min(PieceBytes, rest.Length));
            rest[..piece.Length].CopyTo(piece);
            pieces[i] = piece;
        }

        return new PagePieces(pieces, page.Length);
    }

    /// <summary>A part of the page, where it lies: nothing is copied.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Slice(int start, int length)
    {
        int end = start + length;
        while (start < end)
        {
            int offset = start % PieceBytes;
            int taken = Math.Min(PieceBytes - offset, end - start);
            yield return _pieces[start / PieceBytes].Slice(offset, taken);
            start += taken;
        }
    }

    public byte[] ToArray()
    {
        byte[] whole = new byte[Length];
        for (int i = 0; i < _pieces.Length; i++)
        {
            _pieces[i].Span.CopyTo(whole.AsSpan(i * PieceBytes));
        }

        return whole;
    }
}
