namespace SocketExporter.EndToEnd.Tests.Live;

/// <summary>What a process that has ended left behind.</summary>
internal sealed record Finished(int ExitCode, string Output, string Errors)
{
    public string OutputOrThrow(string command)
        => ExitCode == 0 ? Output : throw new InvalidOperationException($"{command} exited with {ExitCode}: {Errors}{Output}");
}
