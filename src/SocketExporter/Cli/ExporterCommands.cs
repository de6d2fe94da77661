using SocketExporter.Config;

namespace SocketExporter.Cli;

/// <summary>What the commands do once their configuration is known to be good. Each returns the exit code of the process.</summary>
internal sealed class ExporterCommands
{
    /// <summary>What is wrong, on this host, with settings that are good in themselves; null if nothing is.</summary>
    public Func<ExporterOptions, string?> Complaint { get; init; } = static _ => null;

    /// <summary>Serves until it is told to stop.</summary>
    public required Func<ExporterOptions, CancellationToken, Task<int>> Serve { get; init; }

    /// <summary>Takes a number of samples, at least one, and writes the last page.</summary>
    public required Func<ExporterOptions, int, TextWriter, CancellationToken, Task<int>> Once { get; init; }

    /// <summary>Writes what this process can see here and what would change it.</summary>
    public required Func<ExporterOptions, TextWriter, Task<int>> Doctor { get; init; }

    /// <summary>Writes a recording into a directory.</summary>
    public required Func<ExporterOptions, string, TextWriter, CancellationToken, Task<int>> Record { get; init; }
}
