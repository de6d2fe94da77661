namespace SocketExporter.Kernel.Netlink;

/// <summary>
/// Where readers get what they read: the kernel this process runs on, or a recording. Netlink by whole datagrams, everything else as files below
/// <see cref="ProcPath"/>, which a recording has as a tree of its own.
/// </summary>
public abstract class KernelSource
{
    private protected KernelSource(string procPath)
    {
        ProcPath = procPath;
    }

    /// <summary>Where procfs is mounted, usually /proc.</summary>
    public string ProcPath { get; }

    /// <summary>In which sockstat counts memory.</summary>
    public virtual int PageBytes => Environment.SystemPageSize;

    /// <summary>Bytes per second of the interface of a name, where the drivers can't be asked any more; null: ask them.</summary>
    internal virtual Func<string, long?>? RecordedSpeed => null;

    /// <summary>Whether files beside /proc (names of routing tables, of users) are about the kernel that is read; not those of a recording.</summary>
    internal virtual bool HasFilesOfThisHost => false;

    /// <summary>Paths of control groups by id, where there is no hierarchy to look into; null: look.</summary>
    internal virtual IReadOnlyDictionary<ulong, string>? RecordedControlGroups => null;

    /// <param name="protocol">NETLINK_ROUTE, NETLINK_SOCK_DIAG …</param>
    /// <param name="name">For messages: "sock_diag".</param>
    internal abstract INetlinkTransport OpenNetlink(int protocol, string name);

    /// <summary>Opens what hears of changes; null where nothing changes: in a recording.</summary>
    /// <param name="groups">RTMGRP_LINK …, one bit each.</param>
    internal virtual INetlinkTransport? OpenRtnetlinkEvents(uint groups) => null;
}
