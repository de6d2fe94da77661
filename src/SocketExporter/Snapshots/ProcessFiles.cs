namespace SocketExporter.Snapshots;

/// <summary>Open file descriptors of all processes of one name whose descriptors this process may see.</summary>
internal readonly record struct ProcessFiles(string Process, long OpenFiles);
