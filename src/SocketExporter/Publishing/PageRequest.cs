namespace SocketExporter.Publishing;

/// <summary>What a client asks for: pages of equal requests are the same bytes.</summary>
internal readonly record struct PageRequest(PageFormat Format, bool Gzip, CollectorSelection Collectors);
