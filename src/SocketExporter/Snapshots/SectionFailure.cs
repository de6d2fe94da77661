namespace SocketExporter.Snapshots;

/// <summary>A part of the sample that could not be read, and why.</summary>
internal readonly record struct SectionFailure(Sections Section, string Message);
