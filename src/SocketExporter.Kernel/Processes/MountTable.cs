using System.Text;
using SocketExporter.Kernel.Io;

namespace SocketExporter.Kernel.Processes;

/// <summary>Of /proc/self/mountinfo what decides how much can be seen: the unified cgroup hierarchy, and how procfs is mounted.</summary>
/// <param name="Cgroup2Path">Where cgroup2 is mounted, of several mounts the one that shows most of it, then the first; null where it is not.</param>
/// <param name="ProcOptions">The options of procfs at the path asked for ("rw,hidepid=invisible"); null where nothing is mounted right there.</param>
public sealed record MountTable(string? Cgroup2Path, string? ProcOptions)
{
    /// <summary>How procfs treats processes of other users: null is the usual, open way. "off" and 0 are that too.</summary>
    public string? HidePid => ProcOptions?.Split(',')
        .Where(static option => option.StartsWith("hidepid=", StringComparison.Ordinal))
        .Select(static option => option["hidepid=".Length..])
        .FirstOrDefault(static value => value is not ("0" or "off"));

    /// <summary>
    /// Which directory of the hierarchy is mounted there, as this process's cgroup namespace has it: "/" its root, "/.." what is above it, "/a" a part.
    /// </summary>
    public string? Cgroup2Root { get; init; }

    /// <param name="text">The whole file.</param>
    /// <param name="procPath">Where procfs is read, without a slash at the end.</param>
    /// <exception cref="KernelReadException">A line is cut or has no separator.</exception>
    public static MountTable Parse(ReadOnlySpan<byte> text, string procPath)
    {
        (string Path, string Root)? cgroup2 = null;
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
                string root = Unescape(words[3]);
                cgroup2 = cgroup2 is not { } first || path == first.Path || IsWider(root, first.Root) ? (path, root) : first;
            }
            else if (type == "proc" && path == procPath)
            {
                // A later mount covers an earlier one.
                proc = words[separator + 3];
            }
        }

        return new MountTable(cgroup2?.Path, proc) { Cgroup2Root = cgroup2?.Root };
    }

    /// <summary>In a container the hierarchy of the host, mounted beside the container's own, begins above the root of its cgroup namespace.</summary>
    private static bool IsWider(string root, string than)
    {
        int above = Above(root);
        int thanAbove = Above(than);
        return above != thanAbove ? above > thanAbove : root.Length < than.Length;

        static int Above(string path) => path.Split('/').Count(static element => element == "..");
    }

    /// <summary>Space, tab, newline and backslash stand as a backslash and three octal digits.</summary>
    private static string Unescape(string path) => path
        .Replace("\\040", " ", StringComparison.Ordinal)
        .Replace("\\011", "\t", StringComparison.Ordinal)
        .Replace("\\012", "\n", StringComparison.Ordinal)
        .Replace("\\134", "\\", StringComparison.Ordinal);
}
