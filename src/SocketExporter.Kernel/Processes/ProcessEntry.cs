namespace SocketExporter.Kernel.Processes;

/// <summary>A slot of the process list: the process and what is remembered about it between samples.</summary>
internal struct ProcessEntry
{
    /// <summary>In <see cref="Seniority"/>: the service manager, which holds sockets for others.</summary>
    public const ulong ServiceManagerBit = 1UL << 63;

    public ProcessInfo Info;

    /// <summary>
    /// Of several holders the lowest owns: not pid 1, then the earliest start, then the lowest pid, packed into one number.
    /// </summary>
    public ulong Seniority;

    /// <summary>
    /// Inode of /proc/PID/fd. A process of the same pid has another one; the same process gets another one when the kernel dropped its
    /// cache.
    /// </summary>
    public ulong DirectoryInode;

    public long FirstSample;
    public long LastSample;
    public long ScannedSample;

    /// <summary>The last sample in which a scan found here a socket that nobody had known.</summary>
    public long GainSample;

    /// <summary>Number of complete scans. An inode is this process's while it carries the same number.</summary>
    public ushort Scan;

    public ProcessAccess Access;
    public bool Alive;
    public bool ScanDue;
    public bool HasSockets;

    /// <summary>pid_max is at most 2^22 (PID_MAX_LIMIT); 40 bits of ticks are 348 years; bit 62 stays free.</summary>
    public static ulong SeniorityOf(int pid, ulong startTicks) =>
        (pid == 1 ? ServiceManagerBit : 0) | ((startTicks & ((1UL << 40) - 1)) << 22) | (uint)(pid & ((1 << 22) - 1));
}
