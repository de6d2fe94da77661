using SocketExporter.Config;
using SocketExporter.Kernel.Io;

namespace SocketExporter.Cli;

/// <summary>A wrong path.procfs makes nearly everything fail, one section after the other: it is one error instead.</summary>
internal static class ProcfsComplaint
{
    /// <returns>The setting, its path and the mend; null if there may be a procfs, or a recording is in its place.</returns>
    public static string? Of(ExporterOptions options)
        => options.ReplayDirectory is null && ProcFileSystem.Fault(options.ProcFsPath) is { } fault
            ? $"{options.SubjectOf(SettingsTable.ProcFsPath)}: \"{options.ProcFsPath}\" {fault}; write where the host's procfs is mounted, like {SettingsTable.ProcFsPath.Default}"
            : null;
}
