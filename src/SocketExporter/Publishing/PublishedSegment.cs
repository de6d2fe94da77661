namespace SocketExporter.Publishing;

/// <summary>A part of a publication that belongs to one collector, or to the daemon itself.</summary>
/// <param name="Collector">The collector's name; the daemon's own are <c>exporter</c>, <c>process</c> and <c>http</c>.</param>
/// <param name="Text">Whole families in the text format, each line ended.</param>
internal readonly record struct PublishedSegment(string Collector, ReadOnlyMemory<byte> Text);
