namespace SocketExporter.Kernel.Processes;

/// <summary>One process. Source: /proc/PID/stat, /proc/PID/comm and statx of /proc/PID/fd.</summary>
public struct ProcessInfo
{
    public int Pid { get; internal set; }

    /// <summary>Start time since boot in clock ticks (100 a second). With the pid it is the identity: pids come again.</summary>
    public ulong StartTicks { get; internal set; }

    /// <summary>
    /// comm, decoded (invalid UTF-8 as U+FFFD, no name as "_"); never empty. It may be equal to a reserved label value: the program's
    /// matter.
    /// </summary>
    public string Name { get; internal set; }

    /// <summary>Threads of the kernel own no fds, and the names of its workers change with their work.</summary>
    public bool IsKernelThread { get; internal set; }

    /// <summary>
    /// Open fds as of <see cref="ProcessTable.BeginSample"/>. −1 when unknown: kernels before 6.2 tell only those who may list them.
    /// </summary>
    public int OpenFiles { get; internal set; }

    /// <summary>How many fds it may have open, its soft RLIMIT_NOFILE. 0 when not known or without limit; after a change it may be old for as long as a round of limits takes.</summary>
    public int OpenFilesLimit { get; internal set; }

    /// <summary>Whether the last scan could read what the fds are. False until a first scan, true of a process that has none.</summary>
    public bool FilesVisible { get; internal set; }

    /// <summary>Whether we were refused to see what the fds are: sockets of unknown owners may be this process's.</summary>
    public bool FilesDenied { get; internal set; }

    /// <summary>
    /// Never the same for two processes nor for two names of one, and new at the second sample of each, when a fork has called exec: a key for whatever the caller derives from the process.
    /// </summary>
    public long Version { get; internal set; }
}
