namespace SocketExporter.Snapshots;

/// <summary>A queue that stands still since this sample, or does so no longer.</summary>
internal sealed record StuckEvent(StuckConnection Connection, StuckChange Change, TimeSpan Age);
