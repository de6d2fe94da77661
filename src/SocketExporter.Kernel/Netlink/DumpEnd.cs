namespace SocketExporter.Kernel.Netlink;

/// <summary>How a dump ended, when it ended without an error.</summary>
internal enum DumpEnd
{
    /// <summary>Not yet: messages may follow.</summary>
    None,

    /// <summary>The kernel said all it had.</summary>
    Complete,

    /// <summary>All was said, but what is listed changed meanwhile (NLM_F_DUMP_INTR): entries may be missing or doubled.</summary>
    Interrupted,

    /// <summary>The kernel has no reader for what was asked, e.g. a diag module that is not loaded (-ENOENT). Not the same as "none".</summary>
    Unsupported,
}
