using System.Text;

namespace SocketExporter.Kernel.Processes;

/// <summary>
/// /proc/PID/cmdline, /proc/PID/exe and /proc/PID/cgroup: what tells processes of one name apart. Read only where somebody asks. null is what
/// can't be read: the process ended, or hides it.
/// </summary>
internal sealed class ProcDetails
{
    /// <summary>Of a command line; a longer one is cut. The kernel has no limit, some programs are started with whole class paths.</summary>
    public const int MaxCommandLineBytes = 4096;

    /// <summary>PATH_MAX: a longer link is not read by anybody.</summary>
    private const int MaxPathBytes = 4096;

    /// <summary>A line for each hierarchy, twelve of the first version at most, each with a path.</summary>
    private const int MaxControlGroupBytes = 16 * 1024;

    /// <summary>What the kernel puts behind the path of a file that was removed or replaced since: an upgrade does not make another program of it.</summary>
    private const string Deleted = " (deleted)";

    private readonly ProcFiles _files;
    private readonly byte[] _buffer = new byte[MaxControlGroupBytes];

    public ProcDetails(ProcFiles files) => _files = files;

    /// <summary>The arguments with a blank between each two; empty for a process that has none.</summary>
    /// <exception cref="KernelReadException">This process is out of fds.</exception>
    public string? CommandLine(int pid)
    {
        if (_files.ReadFile(pid, "cmdline"u8, _buffer.AsSpan(0, MaxCommandLineBytes), out int length) != 0)
        {
            return null;
        }

        Span<byte> text = _buffer.AsSpan(0, length).TrimEnd((byte)0);
        text.Replace((byte)0, (byte)' ');
        return Encoding.UTF8.GetString(text);
    }

    /// <summary>The path of the program. Of another user's process it takes the rights that its fds take.</summary>
    public string? Executable(int pid)
    {
        Span<byte> link = _buffer.AsSpan(0, MaxPathBytes);
        if (_files.ReadLink(pid, "exe"u8, link, out int length) != 0)
        {
            return null;
        }

        string path = Encoding.UTF8.GetString(link[..length]);
        return path.EndsWith(Deleted, StringComparison.Ordinal) ? path[..^Deleted.Length] : path;
    }

    /// <summary>
    /// The path of its control group from the root of the hierarchy: of version 2; where everybody is in the root of that one, of systemd's own. From the root of this process's control group
    /// namespace, where it has one of its own ("/../nginx.service").
    /// </summary>
    /// <exception cref="KernelReadException">This process is out of fds.</exception>
    public string? ControlGroup(int pid)
    {
        if (_files.ReadFile(pid, "cgroup"u8, _buffer, out int length) != 0)
        {
            return null;
        }

        return ParseControlGroup(Encoding.UTF8.GetString(_buffer, 0, length));
    }

    /// <param name="text">Lines of hierarchy:controllers:path.</param>
    internal static string? ParseControlGroup(string text)
    {
        string? second = null;
        string? systemd = null;
        foreach (string line in text.Split('\n'))
        {
            string[] fields = line.Split(':', 3);
            if (fields is ["0", "", { } path])
            {
                second = path;
            }
            else if (fields is [_, "name=systemd", { } named])
            {
                systemd = named;
            }
        }

        return second is null or "/" ? systemd ?? second : second;
    }
}
