using SocketExporter.Kernel.Abi;

namespace SocketExporter.Kernel.Netlink;

/// <summary>The kernel this process runs on.</summary>
public sealed class LiveKernel : KernelSource
{
    /// <param name="procPath">Where procfs is mounted, usually /proc.</param>
    public LiveKernel(string procPath)
        : base(procPath)
    {
    }

    internal override bool HasFilesOfThisHost => true;

    internal override INetlinkTransport OpenNetlink(int protocol, string name) => new NetlinkSocket(protocol, name);

    internal override INetlinkTransport OpenRtnetlinkEvents(uint groups) => new NetlinkSocket(NetlinkConstants.NETLINK_ROUTE, "rtnetlink events", groups);
}
