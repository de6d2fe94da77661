using SocketExporter.Kernel.Sockets;
using SocketExporter.Snapshots;

namespace SocketExporter.Tests.Collectors;

/// <summary>A snapshot as a test needs it.</summary>
internal sealed class SnapshotBuilder
{
    private readonly SocketTally _tally = new();
    private readonly List<Owner> _owners = [Owner.None, Owner.Other];
    private ControlGroupLabels _controlGroup = ControlGroupLabels.None;

    public SnapshotBuilder Tcp(
        TcpState state,
        Direction direction,
        ServicePort port,
        string? process = null,
        IpFamily family = IpFamily.Ipv4,
        uint receiveQueue = 0,
        uint sendQueue = 0,
        bool receiveQueued = false,
        bool sendQueued = false,
        int count = 1,
        bool retransmitting = false,
        bool zeroWindow = false)
    {
        for (int i = 0; i < count; i++)
        {
            _tally.Add(new TallyKey(TallyProtocol.Tcp, family, (byte)state, direction, port).WithOwner(OwnerOf(process)), receiveQueue, sendQueue, receiveQueued, sendQueued, retransmitting, zeroWindow);
        }

        return this;
    }

    public SnapshotBuilder Udp(TcpState state, string? process = null, IpFamily family = IpFamily.Ipv4, uint receiveQueue = 0)
    {
        _tally.Add(new TallyKey(TallyProtocol.Udp, family, (byte)state, Direction.None, ServicePort.Ephemeral).WithOwner(OwnerOf(process)), receiveQueue, 0, receiveQueue > 0, false);
        return this;
    }

    public SnapshotBuilder Inet(TallyProtocol protocol, TcpState state, string? process = null, IpFamily family = IpFamily.Ipv4)
    {
        _tally.Add(new TallyKey(protocol, family, (byte)state, Direction.None, ServicePort.None).WithOwner(OwnerOf(process)), 0, 0, false, false);
        return this;
    }

    public SnapshotBuilder Unix(TallyProtocol kind, UnixSocketState state, string? process = null)
    {
        _tally.Add(new TallyKey(kind, IpFamily.Ipv4, (byte)state, Direction.None, ServicePort.None).WithOwner(OwnerOf(process)), 0, 0, false, false);
        return this;
    }

    /// <summary>What is added from now on was made in this control group.</summary>
    public SnapshotBuilder In(string unit, string container = ReservedLabel.None, string pod = ReservedLabel.None)
    {
        _controlGroup = new ControlGroupLabels(unit, container, pod);
        return this;
    }

    public Snapshot Build() => new() { TakenAt = DateTimeOffset.UnixEpoch, Tally = _tally.ToRows(), Owners = [.. _owners] };

    private int OwnerOf(string? process)
    {
        if (process is null)
        {
            return Owner.NoneIndex;
        }

        int index = _owners.FindIndex(owner => owner.Process == process && owner.ControlGroup == _controlGroup);
        if (index < 0)
        {
            index = _owners.Count;
            _owners.Add(new Owner(process, "1000") { ControlGroup = _controlGroup });
        }

        return index;
    }
}
