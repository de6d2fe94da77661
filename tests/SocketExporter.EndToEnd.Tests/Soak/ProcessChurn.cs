using System.Diagnostics;
using System.Globalization;
using SocketExporter.EndToEnd.Tests.Live;

namespace SocketExporter.EndToEnd.Tests.Soak;

/// <summary>Short processes, each with a socket: tests/SocketExporter.Lab/processes.pl. It ends with the pid namespace it is started in.</summary>
internal sealed class ProcessChurn
{
    private readonly Process _process;
    private readonly List<string> _errors = [];
    private long _made;

    /// <param name="enter">What starts it in other namespaces: nsenter and its flags.</param>
    /// <param name="names">After which the same come again.</param>
    public ProcessChurn(Namespace space, string[] enter, int perSecond, int names)
    {
        string[] command =
        [
            .. enter,
            "perl",
            Path.Combine(Repository.Root, "tests/SocketExporter.Lab/processes.pl"),
            perSecond.ToString(CultureInfo.InvariantCulture),
            names.ToString(CultureInfo.InvariantCulture),
            space.Folder,
        ];
        _process = space.Start(command[0], command[1..]);
        _process.OutputDataReceived += (_, line) => Interlocked.Exchange(ref _made, line.Data is null ? _made : long.Parse(line.Data, CultureInfo.InvariantCulture));
        _process.ErrorDataReceived += (_, line) => Note(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Started so far, to a second.</summary>
    /// <exception cref="InvalidOperationException">There are no more to come.</exception>
    public long Made => _process.HasExited ? throw new InvalidOperationException($"processes.pl ended: {Errors}") : Interlocked.Read(ref _made);

    /// <summary>What it and the processes complained of.</summary>
    public string Errors
    {
        get
        {
            lock (_errors)
            {
                return string.Join('\n', _errors);
            }
        }
    }

    private void Note(string? line)
    {
        lock (_errors)
        {
            if (line is not null && _errors.Count < 20)
            {
                _errors.Add(line);
            }
        }
    }
}
