using System.Globalization;
using System.Text;
using SocketExporter.Kernel.Abi;
using SocketExporter.Kernel.Io;

namespace SocketExporter.Kernel.Recordings;

/// <summary>
/// Writes what identifies processes and which sockets they have open. Command lines, environments and files are not read. Of stat only the parent, the
/// flags, the start time and the pseudonym of the name are kept; the other fields are 0.
/// </summary>
internal sealed class ProcessRecorder
{
    private const ulong KernelThreadFlag = 0x0020_0000;

    private const string NamedHierarchy = "name=";

    private readonly string _procPath;
    private readonly string _target;
    private readonly NamePseudonyms _names;
    private int _denied;
    private int _hidden;

    /// <param name="target">The recording's own proc.</param>
    public ProcessRecorder(string procPath, string target, NamePseudonyms names)
    {
        _procPath = procPath;
        _target = target;
        _names = names;
    }

    /// <summary>Processes that end meanwhile are left out.</summary>
    /// <param name="problems">
    /// Is added how many processes were not to be seen, or not whole, and what stands in the place of a process's file and is none: a pipe, a directory, a link in a circle. That process is left out too.
    /// </param>
    /// <exception cref="KernelReadException">procPath can't be listed.</exception>
    public void Write(List<string> problems)
    {
        List<int> pids = [];
        try
        {
            foreach (string directory in Directory.EnumerateDirectories(_procPath))
            {
                if (int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out int pid) && pid > 0)
                {
                    pids.Add(pid);
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KernelReadException($"{_procPath}: {e.Message}");
        }

        pids.Sort();
        foreach (int pid in pids)
        {
            WriteProcess(pid, problems);
        }

        const string Mend = "expected CAP_SYS_PTRACE with CAP_DAC_READ_SEARCH: run it as root, or with both capabilities";
        if (_denied > 0)
        {
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"open files of {_denied} {(_denied == 1 ? "process" : "processes")}: denied, {Mend}"));
        }

        if (_hidden > 0)
        {
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"{_hidden} {(_hidden == 1 ? "process" : "processes")} whole: procfs hides them (hidepid), {Mend}"));
        }
    }

    /// <summary>The stat line with the name replaced; null if it is none.</summary>
    /// <param name="pseudonym">Name and whether it is a thread of the kernel → pseudonym.</param>
    internal static string? AnonymousStat(string stat, Func<string, bool, string> pseudonym, out string name)
    {
        name = "";
        int open = stat.IndexOf('(', StringComparison.Ordinal);
        int close = stat.LastIndexOf(')');
        string[] fields = open < 0 || close < open ? [] : stat[(close + 1)..].Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length < 20 || !ulong.TryParse(fields[6], NumberStyles.None, CultureInfo.InvariantCulture, out ulong flags))
        {
            return null;
        }

        name = pseudonym(stat[(open + 1)..close], (flags & KernelThreadFlag) != 0);
        return $"{stat[..open]}({name}) {fields[0]} {fields[1]} 0 0 0 0 {flags} 0 0 0 0 0 0 0 0 0 0 0 0 {fields[19]} 0 0 0\n";
    }

    private void WriteProcess(int pid, List<string> problems)
    {
        try
        {
            string source = $"{_procPath}/{pid}";
            bool isThreadOfKernel = false;
            string? stat = AnonymousStat(
                ReadText($"{source}/stat"),
                (name, isKernelThread) =>
                {
                    isThreadOfKernel = isKernelThread;
                    return _names.Process(Encoding.Latin1.GetBytes(name), isKernelThread);
                },
                out string name);
            if (stat is null)
            {
                return;
            }

            string target = $"{_target}/{pid}";
            string descriptors = Descriptors(source, out bool isDenied);
            string controlGroups = ControlGroups(ReadText($"{source}/cgroup"));
            string limit = OpenFilesLimit(source);
            Directory.CreateDirectory(target);
            File.WriteAllText($"{target}/stat", stat);
            File.WriteAllText($"{target}/comm", name + "\n");
            File.WriteAllText($"{target}/fd", descriptors);
            File.WriteAllText($"{target}/cgroup", controlGroups);
            if (limit.Length > 0)
            {
                File.WriteAllText($"{target}/limits", limit);
            }

            _denied += isDenied && !isThreadOfKernel ? 1 : 0;
        }
        catch (KernelReadException e)
        {
            // /proc lists it and hides what it is (hidepid=1), or it has ended: then there is nothing to be known.
            if (e.ErrorNumber is Errno.Eacces or Errno.Eperm)
            {
                _hidden++;
            }
            else if (e.ErrorNumber is not (Errno.Enoent or Errno.Esrch))
            {
                problems.Add(e.Message);
            }
        }
        catch (Exception e) when ((e is IOException or UnauthorizedAccessException) && !Directory.Exists($"{_target}/{pid}"))
        {
            // The same, found by its directory. Errors of the recording's own disk are not swallowed.
        }
    }

    /// <summary>As every reader reads: a pipe in the place of a file is refused and not waited for.</summary>
    private static string ReadText(string path)
    {
        using var file = new KernelFile(path);
        return Encoding.Latin1.GetString(file.Read());
    }

    /// <summary>The one line of its limits that is read, or nothing: a process that has ended has none.</summary>
    private static string OpenFilesLimit(string source)
    {
        try
        {
            return string.Concat(ReadText($"{source}/limits").Split('\n').Where(static line => line.StartsWith("Max open files ", StringComparison.Ordinal)).Select(static line => line + "\n"));
        }
        catch (KernelReadException e) when (e.ErrorNumber is Errno.Enoent or Errno.Esrch or Errno.Eacces or Errno.Eperm)
        {
            return "";
        }
    }

    private static string Descriptors(string source, out bool isDenied)
    {
        isDenied = false;
        var text = new StringBuilder();
        try
        {
            int open = 0;
            foreach (string path in Directory.EnumerateFileSystemEntries($"{source}/fd"))
            {
                open++;
                if (LinkTarget(path) is { } target && target.StartsWith("socket:[", StringComparison.Ordinal))
                {
                    text.Append(target).Append('\n');
                }
            }

            return $"open {open}\n{text}";
        }
        catch (UnauthorizedAccessException)
        {
            // The number is said all the same since Linux 6.2, as the directory's size; 0 there is "not known", as this process has none of its own.
            isDenied = true;
            long size = SizeOf($"{source}/fd");
            return string.Create(CultureInfo.InvariantCulture, $"open {(size > 0 ? size : -1)}\ndenied\n");
        }
    }

    private static string? LinkTarget(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (IOException)
        {
            return null; // closed since it was listed
        }
    }

    private static unsafe long SizeOf(string path)
    {
        fixed (byte* bytes = Encoding.UTF8.GetBytes(path + "\0"))
        {
            statx status;
            return LibC.Statx(LibC.AtFdcwd, bytes, 0, StatxConstants.STATX_SIZE, &status) == 0 ? (long)status.stx_size : 0;
        }
    }

    private string ControlGroups(string text)
    {
        var result = new StringBuilder();
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            // hierarchy:controllers:path, the path relative to the mount.
            string[] parts = line.Split(':', 3);
            string controllers = parts.ElementAtOrDefault(1) ?? "";
            controllers = controllers.StartsWith(NamedHierarchy, StringComparison.Ordinal)
                ? NamedHierarchy + _names.Path(controllers[NamedHierarchy.Length..])
                : controllers;
            result.Append(CultureInfo.InvariantCulture, $"{parts[0]}:{controllers}:{_names.Path(parts.ElementAtOrDefault(2) ?? "")}\n");
        }

        return result.ToString();
    }
}
