using SocketExporter.Kernel.Netlink;

namespace SocketExporter.Tests.Sampling;

/// <summary>A kernel of which nothing is known but the paths of its control groups; a test changes them between samples.</summary>
internal sealed class ControlGroupKernel : KernelSource
{
    private readonly IReadOnlyDictionary<ulong, string> _paths;

    public ControlGroupKernel(IReadOnlyDictionary<ulong, string> paths)
        : base("/nowhere")
    {
        _paths = paths;
    }

    /// <summary>How often they were looked into.</summary>
    public int Asked { get; private set; }

    internal override IReadOnlyDictionary<ulong, string> RecordedControlGroups
    {
        get
        {
            Asked++;
            return _paths;
        }
    }

    internal override INetlinkTransport OpenNetlink(int protocol, string name) => throw new NotSupportedException();
}
