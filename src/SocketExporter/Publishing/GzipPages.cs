using System.IO.Compression;

namespace SocketExporter.Publishing;

/// <summary>Compresses pages; it keeps its buffer. For one thread at a time.</summary>
#pragma warning disable CA1001 // A stream in memory has nothing to be disposed of.
internal sealed class GzipPages
#pragma warning restore CA1001
{
    private readonly MemoryStream _buffer = new();

    public ReadyPage Compress(ReadyPage page)
    {
        _buffer.SetLength(0);

        // Fastest: a page shrinks to less than a tenth already, and this is the sampler's time.
        using (var gzip = new GZipStream(_buffer, CompressionLevel.Fastest, leaveOpen: true))
        {
            foreach (ReadOnlyMemory<byte> piece in page.Pieces)
            {
                gzip.Write(piece.Span);
            }
        }

        return new ReadyPage(page.Format, true, PagePieces.CopyOf(_buffer.GetBuffer().AsSpan(0, (int)_buffer.Length)).All);
    }
}
