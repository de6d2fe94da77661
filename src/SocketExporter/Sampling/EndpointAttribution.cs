using SocketExporter.Kernel.Sockets;
using SocketExporter.Sampling.Memory;
using SocketExporter.Snapshots;

namespace SocketExporter.Sampling;

/// <summary>Puts TCP listeners and UDP sockets into their groups by their owners; whose owner is not known yet is set aside.</summary>
internal sealed class EndpointAttribution
{
    private readonly SocketAttribution _attribution;
    private readonly OwnerMemory _owners;
    private readonly EndpointTally _tally;
    private readonly ExpectedListeners _expected;
    private readonly List<EndpointSocket> _pending = [];

    /// <param name="rules">null: as without any setting.</param>
    public EndpointAttribution(SocketAttribution attribution, OwnerMemory owners, ListenerRules? rules = null)
    {
        _attribution = attribution;
        _owners = owners;
        _tally = new EndpointTally(rules);
        _expected = new ExpectedListeners(rules ?? ListenerRules.None);
    }

    /// <summary>Groups of listeners and bound UDP sockets.</summary>
    public int Count => _tally.Count;

    public int PendingCount => _pending.Count;

    public IEnumerable<uint> PendingInodes => _pending.Select(static endpoint => endpoint.Inode);

    /// <summary>The TCP listeners by cookie with the names of their groups, as the last <see cref="ToGroups"/> gave them.</summary>
    public IEnumerable<(ulong Cookie, EndpointName Group)> Listeners => _tally.Listeners;

    public void BeginSample()
    {
        _tally.Clear();
        _expected.BeginSample();
        _pending.Clear();
    }

    public void Add(in EndpointSocket socket)
    {
        _expected.Observe(socket);
        int owner = _attribution.OwnerNow(socket.Inode, socket.Uid, socket.ControlGroup);
        if (owner != SocketAttribution.OwnerNotKnown)
        {
            _tally.Add(socket, owner);
        }
        else if (_pending.Count < PendingSockets.Capacity)
        {
            _pending.Add(socket);
        }
        else
        {
            _tally.Add(socket, _owners.Unknown(socket.Uid, socket.ControlGroup));
        }
    }

    /// <summary>An unfinished handshake with this local address and port.</summary>
    public void AddSynRecv(IpAddress local, ushort port) => _tally.AddSynRecv(local, port);

    /// <summary>What was set aside goes into its groups; whose owner is still not known, to <c>&lt;unknown&gt;</c>.</summary>
    public void AddPending()
    {
        foreach (EndpointSocket endpoint in _pending)
        {
            _tally.Add(endpoint, _attribution.FinalOwner(endpoint.Inode, endpoint.Uid, endpoint.ControlGroup));
        }
    }

    /// <summary>Forgets one protocol: half a dump is no number.</summary>
    public void Discard(EndpointProtocol protocol)
    {
        _tally.Discard(protocol);
        _expected.Discard(protocol);
        _pending.RemoveAll(pending => pending.Protocol == protocol);
    }

    /// <summary>What is expected of a protocol that was read.</summary>
    public IEnumerable<ExpectedListener> Expected(EndpointProtocol protocol) => _expected.Of(protocol);

    /// <param name="interfaceName">Name of an interface by index, for <c>127.0.0.53%lo</c>.</param>
    public EndpointGroup[] ToGroups(Func<uint, string> interfaceName) => _tally.ToGroups(_owners, interfaceName);
}
