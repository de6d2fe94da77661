namespace SocketExporter.Snapshots;

/// <summary>Unix listeners of one (path, process). Queue and limit are connections; ratio as for TCP: waiting / (limit + 1) of the fullest.</summary>
internal sealed record UnixListenerGroup(string Path, string Process, long Queue, long QueueLimit, double FullestRatio);
