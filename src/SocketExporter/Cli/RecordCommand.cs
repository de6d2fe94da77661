using SocketExporter.Kernel;
using SocketExporter.Kernel.Recordings;
using SocketExporter.Publishing;

namespace SocketExporter.Cli;

/// <summary>Writes a recording and says what is not in it.</summary>
internal static class RecordCommand
{
    /// <returns>The exit code of the process: a recording with parts missing is one all the same.</returns>
    public static async Task<int> RunAsync(Recorder recorder, string directory, TextWriter output, TextWriter error)
    {
        try
        {
            foreach (string problem in recorder.Write(BuildInfo.OfThisProgram.Version, DateTimeOffset.UtcNow))
            {
                await error.WriteLineAsync($"socket-exporter: not recorded: {problem}");
            }
        }
        catch (Exception e) when (e is KernelReadException or IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync($"socket-exporter: {Explain(directory, e)}");
            return ExitCode.Failure;
        }

        await output.WriteLineAsync($"{directory}: recorded; look at it with socket-exporter once --replay {directory}");
        return ExitCode.Success;
    }

    /// <summary>The runtime names whatever directory it came to; the user named one.</summary>
    internal static string Explain(string directory, Exception failure) => failure switch
    {
        KernelReadException => failure.Message,
        UnauthorizedAccessException => $"{directory} may not be written by this user; name a directory that it may write, or run as root",
        _ when File.Exists(directory) => $"{directory} is a file; name a new or an empty directory",
        _ => $"{directory} can't be written ({failure.Message.TrimEnd('.')}); name a directory elsewhere",
    };
}
