namespace SocketExporter.Kernel.Netlink;

/// <summary>The kernel this process runs on.</summary>
public sealed class LiveKernel : KernelSource
{
    /// <param name="procPath">Where procfs is mounted, usually /proc.</param>
    public LiveKernel(string procPath)
        : base(procPath)
    {
    }

    internal override string? UserFile => "/etc/passwd";

    internal override INetlinkTransport OpenNetlink(int protocol, string name) => new NetlinkSocket(protocol, name);
}
