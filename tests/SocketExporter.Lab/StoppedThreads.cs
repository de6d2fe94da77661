namespace SocketExporter.Lab;

/// <summary>
/// Threads of other processes that stand still, as if the kernel did not come back from what they asked for. They go on when they are let go, and when this process ends.
/// Always from the same thread: the kernel takes orders from the one that began.
/// </summary>
internal sealed class StoppedThreads
{
    private readonly Dictionary<string, int> _stopped = [];

    /// <summary>stop-thread pid= name= key=: the thread of that name, at a moment at which it waits.</summary>
    public void Stop(Scenario scenario)
    {
        int pid = scenario.Number("pid");
        string name = scenario.Text("name");
        string key = scenario.Text("key");
        int thread = Find(pid, name);

        // Stopped in the middle of its own code it would keep the garbage collector, and with it the whole process, waiting.
        for (int attempt = 0; !IsWaiting(pid, thread); attempt++)
        {
            if (attempt == 5_000)
            {
                throw new TimeoutException($"the thread {name} of {pid} never waits");
            }

            Thread.Sleep(1);
        }

        Check(LibC.PTrace(LibC.PTRACE_SEIZE, thread, 0, 0), "PTRACE_SEIZE");
        Check(LibC.PTrace(LibC.PTRACE_INTERRUPT, thread, 0, 0), "PTRACE_INTERRUPT");
        Check(LibC.WaitPid(thread, out _, LibC.WALL), "waitpid");
        _stopped.Add(key, thread);
    }

    /// <summary>let-go key=</summary>
    public void LetGo(Scenario scenario)
    {
        if (!_stopped.Remove(scenario.Text("key"), out int thread))
        {
            throw new ArgumentException("let-go: no thread was stopped under this key");
        }

        Check(LibC.PTrace(LibC.PTRACE_DETACH, thread, 0, 0), "PTRACE_DETACH");
    }

    private static int Find(int pid, string name)
    {
        foreach (string task in Directory.EnumerateDirectories($"/proc/{pid}/task"))
        {
            if (File.ReadAllText(Path.Combine(task, "comm")) == name + "\n")
            {
                return int.Parse(Path.GetFileName(task), System.Globalization.CultureInfo.InvariantCulture);
            }
        }

        throw new ArgumentException($"process {pid} has no thread {name}");
    }

    private static bool IsWaiting(int pid, int thread)
    {
        string stat = File.ReadAllText($"/proc/{pid}/task/{thread}/stat");
        return stat[stat.LastIndexOf(')') + 2] == 'S';
    }

    private static void Check(nint result, string call)
    {
        if (result < 0)
        {
            throw new InvalidOperationException($"{call} failed");
        }
    }
}
