namespace SocketExporter.Snapshots;

/// <summary>Open file descriptors of all processes of one name for which the kernel tells the number.</summary>
internal readonly record struct ProcessFiles(string Process, long OpenFiles);
