namespace SocketExporter.Publishing;

/// <param name="Collector">Its name.</param>
/// <param name="Duration">Collecting and rendering; zero when it was not asked.</param>
/// <param name="Success">False when a section it needs is missing from the sample or when it failed itself.</param>
/// <param name="Error">Why it failed itself; null after success, and where a section is missing, which says so for itself.</param>
internal readonly record struct CollectorResult(string Collector, TimeSpan Duration, bool Success, string? Error);
