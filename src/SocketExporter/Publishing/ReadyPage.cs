namespace SocketExporter.Publishing;

/// <summary>A page that only needs to be copied out.</summary>
/// <param name="Pieces">One after the other they are the page; parts of larger buffers that never change, none larger than <see cref="PagePieces.PieceBytes"/>.</param>
internal sealed record ReadyPage(PageFormat Format, bool Gzip, IReadOnlyList<ReadOnlyMemory<byte>> Pieces)
{
    public long Length { get; } = Pieces.Sum(static piece => (long)piece.Length);
}
