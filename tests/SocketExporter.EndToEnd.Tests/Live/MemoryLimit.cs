using System.Globalization;

namespace SocketExporter.EndToEnd.Tests.Live;

/// <summary>A memory control group, of version 1 or 2, made below the root of its hierarchy. Disposal removes it, once its processes have ended.</summary>
internal sealed class MemoryLimit : IDisposable
{
    private const string Root = "/sys/fs/cgroup";

    private readonly string _folder;
    private readonly bool _isVersion2;

    private MemoryLimit(string folder, bool isVersion2)
    {
        _folder = folder;
        _isVersion2 = isVersion2;
    }

    /// <summary>The largest use so far, bytes: memory of the processes, and the pages of files that they were the first to touch.</summary>
    public long PeakBytes => Number(_isVersion2 ? "memory.peak" : "memory.max_usage_in_bytes");

    /// <summary>How often the kernel ended a process because of the limit.</summary>
    public long Kills => File.ReadLines(Path.Combine(_folder, _isVersion2 ? "memory.events" : "memory.oom_control"))
        .Where(static line => line.StartsWith("oom_kill ", StringComparison.Ordinal))
        .Sum(static line => long.Parse(line["oom_kill ".Length..], CultureInfo.InvariantCulture));

    /// <summary>What, with a command behind it, executes that within the limit.</summary>
    public string[] Wrapper => ["bash", "-c", "echo $$ > \"$0\" && exec \"$@\"", Path.Combine(_folder, "cgroup.procs")];

    /// <summary>Null where no such group can be made here: another's cgroup mount, or none with memory.</summary>
    public static MemoryLimit? TryMake(long bytes)
    {
        bool isVersion2 = File.Exists($"{Root}/cgroup.controllers");
        string folder = Path.Combine(isVersion2 ? Root : $"{Root}/memory", $"socket-exporter-test-{Environment.ProcessId}");
        try
        {
            Directory.CreateDirectory(folder);
            var limit = new MemoryLimit(folder, isVersion2);
            if (isVersion2)
            {
                limit.Write("memory.max", bytes);
                limit.Write("memory.swap.max", 0);
            }
            else
            {
                limit.Write("memory.limit_in_bytes", bytes);
            }

            return limit;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder);
            }

            return null;
        }
    }

    public void Dispose() => Directory.Delete(_folder);

    private long Number(string file) => long.Parse(File.ReadAllText(Path.Combine(_folder, file)), CultureInfo.InvariantCulture);

    // Written, not created: the files are the kernel's.
    private void Write(string file, long value)
    {
        using var stream = new FileStream(Path.Combine(_folder, file), FileMode.Open, FileAccess.Write);
        stream.Write(System.Text.Encoding.ASCII.GetBytes(value.ToString(CultureInfo.InvariantCulture)));
    }
}
