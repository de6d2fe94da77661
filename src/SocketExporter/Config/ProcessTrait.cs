namespace SocketExporter.Config;

/// <summary>What of a process a rule for names can look at.</summary>
internal enum ProcessTrait
{
    /// <summary>The name the kernel has of it, at most 15 bytes.</summary>
    Comm,

    /// <summary>The path of its program.</summary>
    Executable,

    /// <summary>Its arguments with blanks between them.</summary>
    CommandLine,

    /// <summary>The path of its control group.</summary>
    ControlGroup,
}
