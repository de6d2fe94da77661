using System.Diagnostics;
using System.Globalization;

namespace SocketExporter.EndToEnd.Tests.Live;

/// <summary>Many sleeping processes, which all inherit one connection of the process that started them. They end as one process group.</summary>
internal sealed class Crowd : IDisposable
{
    private const int SIGKILL = 9;

    private readonly Process _leader;

    /// <param name="name">The leader's process name.</param>
    /// <param name="port">Where the shared connection goes.</param>
    public Crowd(Namespace space, string name, int processes, int port)
    {
        string link = Path.Combine(space.Folder, name);
        File.CreateSymbolicLink(link, "/bin/bash");
        string count = processes.ToString(CultureInfo.InvariantCulture);
        // setsid executes in place: the leader's process id is the group's.
        _leader = space.Start(
            "setsid",
            link,
            "-c",
            $"exec 3<>/dev/tcp/127.0.0.1/{port}; for i in $(seq {count}); do sleep 300 & done; echo ready; wait");
        if (_leader.StandardOutput.ReadLine() != "ready")
        {
            throw new InvalidOperationException($"the crowd did not gather: {_leader.StandardError.ReadToEnd()}");
        }
    }

    public void Dispose()
    {
        _ = LibC.Kill(-_leader.Id, SIGKILL);
        _leader.WaitForExit();
    }
}
