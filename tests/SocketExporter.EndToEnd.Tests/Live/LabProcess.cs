using System.Diagnostics;
using System.Text.Json;
using SocketExporter.Lab;

namespace SocketExporter.EndToEnd.Tests.Live;

/// <summary>A population that stands still. Its truth is what it says of itself after each command.</summary>
internal sealed class LabProcess
{
    private readonly Process _process;

    public LabProcess(Process process)
    {
        _process = process;
        Truth = ReadTruth();
    }

    public Truth Truth { get; private set; }

    /// <summary>Of the lab, or of what starts it and waits for it.</summary>
    public int StartedId => _process.Id;

    /// <summary>Further scenarios, <c>close key=…</c> or <c>close-listeners key=…</c>.</summary>
    public void Do(string scenarios)
    {
        _process.StandardInput.WriteLine(scenarios);
        _process.StandardInput.Flush();
        Truth = ReadTruth();
    }

    /// <summary>All its sockets end with it.</summary>
    public void End()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
    }

    private Truth ReadTruth()
    {
        string line = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"the lab ended: {_process.StandardError.ReadToEnd()}");
        return JsonSerializer.Deserialize(line, TruthJson.Default.Truth) ?? throw new InvalidOperationException("the lab said null");
    }
}
