namespace SocketExporter.Config;

/// <summary>What of a process a rule for names can look at, in the order in which its patterns are tried.</summary>
internal enum ProcessTrait
{
    /// <summary>The name the kernel has of it, at most 15 bytes.</summary>
    Comm,

    /// <summary>The path of its control group.</summary>
    ControlGroup,

    /// <summary>The path of its program.</summary>
    Executable,

    /// <summary>Its arguments with blanks between them. To read them takes a lock of the process's memory, as ps does: one that the kernel holds keeps the reader waiting.</summary>
    CommandLine,
}
