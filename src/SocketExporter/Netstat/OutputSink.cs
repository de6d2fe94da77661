namespace SocketExporter.Netstat;

/// <summary>Takes all the bytes, or throws.</summary>
/// <exception cref="OutputClosedException">Nobody reads any more.</exception>
/// <exception cref="IOException">They can't be written, e.g. a full disk.</exception>
internal delegate void OutputSink(ReadOnlySpan<byte> bytes);
