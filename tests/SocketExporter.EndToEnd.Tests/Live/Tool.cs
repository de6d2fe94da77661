using System.Diagnostics;
using System.Globalization;

namespace SocketExporter.EndToEnd.Tests.Live;

/// <summary>Starts a program and, for those that end by themselves, waits for its end.</summary>
internal static class Tool
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public static string Run(string file, params string[] arguments) => Finish(Start(file, arguments)).OutputOrThrow(file);

    public static Process Start(string file, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // A .NET process opens a unix socket for debuggers, which would be in the counts.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        // For these tests; the program warns of a variable with its prefix that is none of its settings.
        start.Environment.Remove("SOCKET_EXPORTER_BINARY");
        start.Environment["PATH"] = $"{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin:/sbin";
        return Process.Start(start) ?? throw new InvalidOperationException($"{file} did not start");
    }

    /// <summary>The first child of a process; null without one.</summary>
    public static int? ChildOf(int processId)
    {
        string[] children = File.ReadAllText($"/proc/{processId}/task/{processId}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return children.Length == 0 ? null : int.Parse(children[0], CultureInfo.InvariantCulture);
    }

    public static Finished Finish(Process process, string input = "")
    {
        using (process)
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            Task<string> errors = process.StandardError.ReadToEndAsync();
            try
            {
                process.StandardInput.Write(input);
                process.StandardInput.Close();
            }
            catch (IOException)
            {
                // It ended without reading; its exit code tells why.
            }

            if (!process.WaitForExit(Limit))
            {
                process.Kill(entireProcessTree: true);
                throw new TimeoutException($"{process.StartInfo.FileName} ran for more than {Limit.TotalSeconds:0} s");
            }

            return new Finished(process.ExitCode, output.GetAwaiter().GetResult(), errors.GetAwaiter().GetResult());
        }
    }
}
