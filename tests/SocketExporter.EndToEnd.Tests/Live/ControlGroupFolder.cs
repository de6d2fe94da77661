using System.Globalization;
using System.Security.Cryptography;

namespace SocketExporter.EndToEnd.Tests.Live;

/// <summary>A part of the hierarchy of cgroup2 that belongs to one test: to be disposed of after all that was started in it.</summary>
internal sealed class ControlGroupFolder : IDisposable
{
    private readonly string _folder;

    public ControlGroupFolder()
    {
        _folder = Path.Combine(Mount!, $"sx{RandomNumberGenerator.GetString("ghijklmnopqrstuvwxyz", 10)}.slice");
        Directory.CreateDirectory(_folder);
    }

    /// <summary>Where cgroup2 is mounted; null where it is not.</summary>
    public static string? Mount { get; } = File.ReadLines("/proc/self/mountinfo").Where(static line => line.Contains(" - cgroup2 ", StringComparison.Ordinal)).Select(static line => line.Split(' ')[4]).FirstOrDefault();

    /// <summary>What starts a process in a control group of this folder, which is made.</summary>
    public string[] In(string path)
    {
        Directory.CreateDirectory(Path.Combine(_folder, path));
        return ["sh", "-c", "echo $$ > \"$0/cgroup.procs\" && exec \"$@\"", Path.Combine(_folder, path)];
    }

    /// <summary>Its processes go to the root; their sockets stay what they are.</summary>
    public void Remove(string path)
    {
        string folder = Path.Combine(_folder, path);
        foreach (string process in File.ReadAllLines(Path.Combine(folder, "cgroup.procs")))
        {
            File.WriteAllText(Path.Combine(Mount!, "cgroup.procs"), int.Parse(process, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture));
        }

        Tool.Run("rmdir", folder);
    }

    public void Dispose()
    {
        // Files of the kernel can't be removed; the directories that hold them can, from within.
        Wait.Until("the control groups to be empty", () => Tool.Finish(Tool.Start("find", [_folder, "-depth", "-type", "d", "-exec", "rmdir", "{}", ";"])).ExitCode == 0 && !Directory.Exists(_folder));
    }
}
