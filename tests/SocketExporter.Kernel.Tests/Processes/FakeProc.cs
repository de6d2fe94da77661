using System.Globalization;

namespace SocketExporter.Kernel.Tests.Processes;

/// <summary>
/// A directory that looks like /proc: PID/stat, PID/comm, PID/fd/N as dangling links. It isn't procfs, so that fds are counted by listing.
/// </summary>
internal sealed class FakeProc : IDisposable
{
    public FakeProc() => Path = Directory.CreateTempSubdirectory("proc").FullName;

    public string Path { get; }

    public void Start(int pid, ulong startTicks, string name = "app", params string[] links)
    {
        Directory.CreateDirectory($"{Path}/{pid}/fd");
        File.WriteAllText($"{Path}/{pid}/stat", Stat(pid, name, startTicks));
        Rename(pid, name);
        for (int fd = 0; fd < links.Length; fd++)
        {
            Open(pid, fd, links[fd]);
        }
    }

    public void Rename(int pid, string name) => File.WriteAllText($"{Path}/{pid}/comm", name + "\n");

    /// <param name="arguments">As the kernel has them: a zero behind each.</param>
    public void Describe(int pid, string arguments, string executable, string controlGroups)
    {
        File.WriteAllText($"{Path}/{pid}/cmdline", arguments);
        File.WriteAllText($"{Path}/{pid}/cgroup", controlGroups);
        File.Delete($"{Path}/{pid}/exe");
        File.CreateSymbolicLink($"{Path}/{pid}/exe", executable);
    }

    public void Open(int pid, int fd, string link) => File.CreateSymbolicLink($"{Path}/{pid}/fd/{fd}", link);

    public void Close(int pid, int fd) => File.Delete($"{Path}/{pid}/fd/{fd}");

    public void End(int pid) => Directory.Delete($"{Path}/{pid}", recursive: true);

    public void Dispose() => Directory.Delete(Path, recursive: true);

    private static string Stat(int pid, string name, ulong startTicks) => string.Create(
        CultureInfo.InvariantCulture,
        $"{pid} ({name}) S 1 {pid} {pid} 0 -1 4194304 170 0 0 0 0 0 0 0 20 0 1 0 {startTicks} 5738496 417 18446744073709551615 0 0\n");
}
