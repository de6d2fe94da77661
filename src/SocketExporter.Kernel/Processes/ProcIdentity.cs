using SocketExporter.Kernel.Io;

namespace SocketExporter.Kernel.Processes;

/// <summary>/proc/PID/stat, /proc/PID/comm and /proc/PID/limits: who a process is, and how much it may.</summary>
internal sealed class ProcIdentity
{
    private readonly ProcFiles _files;

    public ProcIdentity(ProcFiles files) => _files = files;

    /// <summary>The stat line in <paramref name="buffer"/>, which has <see cref="ProcessStat.MaxBytes"/>.</summary>
    public ProcessAccess ReadStat(int pid, Span<byte> buffer, out ProcessStat stat)
    {
        stat = default;
        int errno = _files.ReadFile(pid, "stat"u8, buffer, out int length);
        if (errno != 0 || length == 0)
        {
            return errno is Errno.Eacces or Errno.Eperm ? ProcessAccess.Denied : ProcessAccess.Gone;
        }

        try
        {
            stat = ProcessStat.Parse(buffer[..length]);
            return ProcessAccess.Visible;
        }
        catch (KernelReadException)
        {
            // One process that can't be understood must not hide all others.
            return ProcessAccess.Denied;
        }
    }

    /// <summary>Readable for everybody (prlimit would need CAP_SYS_RESOURCE for the processes of others); 6 µs.</summary>
    public void RereadLimit(ref ProcessInfo process)
    {
        Span<byte> text = stackalloc byte[ProcessLimits.MaxBytes];
        process.OpenFilesLimit = _files.ReadFile(process.Pid, "limits"u8, text, out int length) == 0 ? ProcessLimits.ParseOpenFiles(text[..length]) : 0;
    }

    /// <summary>True if the process has another name now.</summary>
    public bool RereadName(ref ProcessInfo process)
    {
        Span<byte> text = stackalloc byte[128];
        if (_files.ReadFile(process.Pid, "comm"u8, text, out int length) != 0)
        {
            return false;
        }

        string known = process.Name;
        process.Name = ProcessName.Decode(ProcessName.FromCommFile(text[..length]), known);
        return !ReferenceEquals(process.Name, known);
    }
}
