using SocketExporter.Kernel.Links;
using SocketExporter.Kernel.Netlink;
using SocketExporter.Kernel.Sockets;

namespace SocketExporter.Benchmarks;

/// <summary>The readers of what a host can have by the hundred thousand, each alone and without anything made of what it reads.</summary>
internal sealed class ReadersAlone : IDisposable
{
    private readonly LiveKernel _kernel = new("/proc");
    private readonly LinkReader _links;
    private readonly LinkReader _linksWithoutEvents;
    private readonly UnixSocketReader _unix;
    private readonly UdpSocketReader _udp;

    public ReadersAlone()
    {
        _links = new LinkReader(_kernel);

        // Reads all every time, as after a change. Speeds are asked for as seldom as in a daemon.
        _linksWithoutEvents = new LinkReader(_kernel.OpenNetlink(Kernel.Abi.NetlinkConstants.NETLINK_ROUTE, "rtnetlink"), static _ => null);
        _unix = new UnixSocketReader(_kernel);
        _udp = new UdpSocketReader(_kernel);
        All =
        [
            new Contestant("interfaces at rest", () => _links.Read()),
            new Contestant("interfaces all", () => _linksWithoutEvents.Read()),
            new Contestant("unix", ReadUnix),
            new Contestant("udp", ReadUdp),
        ];
    }

    public Contestant[] All { get; }

    public void Dispose()
    {
        _links.Dispose();
        _linksWithoutEvents.Dispose();
        _unix.Dispose();
        _udp.Dispose();
    }

    private void ReadUnix()
    {
        _unix.Start();
        while (_unix.Next())
        {
        }
    }

    private void ReadUdp()
    {
        _udp.Start();
        while (_udp.Next())
        {
        }
    }
}
