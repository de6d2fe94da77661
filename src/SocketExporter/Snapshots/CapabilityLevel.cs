namespace SocketExporter.Snapshots;

/// <summary>How much of what a feature needs this process could see.</summary>
internal enum CapabilityLevel
{
    Full,
    Partial,
    None,
}
