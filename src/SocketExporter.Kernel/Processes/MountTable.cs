using System.Text;
using SocketExporter.Kernel.Io;

namespace SocketExporter.Kernel.Processes;

/// <summary>Of /proc/self/mountinfo what decides how much can be seen: the unified cgroup hierarchy, and how procfs is mounted.</summary>
/// <param name="Cgroup2Path">Where cgroup2 is mounted first; null where it is not.</param>
/// <param name="ProcOptions">The options of procfs at the path asked for ("rw,hidepid=invisible"); null where nothing is mounted right there.</param>
public sealed record MountTable(string? Cgroup2Path, string? ProcOptions)
{
    /// <summary>How procfs treats processes of other users: null is the usual, open way. "off" and 0 are that too.</summary>
    public string? HidePid => ProcOptions?.Split(',')
        .Where(static option => option.StartsWith("hidepid=", StringComparison.Ordinal))
        .Select(static option => option["hidepid=".Length..])
        .FirstOrDefault(static value => value is not ("0" or "off"));

    /// <param name="text">The whole file.</param>
    /// <param name="procPath">Where procfs is read, without a slash at the end.</param>
    /// <exception cref="KernelReadException">A line is cut or has no separator.</exception>
    public static MountTable Parse(ReadOnlySpan<byte> text, string procPath)
    {
        string? cgroup2 = null;
        string? proc = null;
        while (!text.IsEmpty)
        {
            int end = text.IndexOf((byte)'\n');
            string line = Encoding.UTF8.GetString(end < 0 ? text : text[..end]);
            if (end < 0)
            {
                throw new KernelReadException($"mountinfo: cut line '{KernelText.Show(line)}', expected a newline at its end");
            }

            text = text[(end + 1)..];

            // id parent device root MOUNT-POINT options [tags] - TYPE source SUPER-OPTIONS
            string[] words = line.Split(' ');
            int separator = Array.IndexOf(words, "-");
            if (separator < 6 || words.Length < separator + 4)
            {
                throw new KernelReadException($"mountinfo: '{KernelText.Show(line)}', expected ten fields and a separator");
            }

            string path = Unescape(words[4]);
            string type = words[separator + 1];
            if (type == "cgroup2")
            {
                cgroup2 ??= path;
            }
            else if (type == "proc" && path == procPath)
            {
                // A later mount covers an earlier one.
                proc = words[separator + 3];
            }
        }

        return new MountTable(cgroup2, proc);
    }

    /// <summary>Space, tab, newline and backslash stand as a backslash and three octal digits.</summary>
    private static string Unescape(string path) => path
        .Replace("\\040", " ", StringComparison.Ordinal)
        .Replace("\\011", "\t", StringComparison.Ordinal)
        .Replace("\\012", "\n", StringComparison.Ordinal)
        .Replace("\\134", "\\", StringComparison.Ordinal);
}
