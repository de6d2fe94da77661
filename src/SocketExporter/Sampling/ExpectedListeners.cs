using SocketExporter.Snapshots;

namespace SocketExporter.Sampling;

/// <summary>
/// Which of the expected listeners are there in this sample. It is shown every listening socket by itself, so that neither a limit of groups nor a name on the page decides.
/// </summary>
internal sealed class ExpectedListeners
{
    private readonly ListenerPattern[] _patterns;
    private readonly bool[] _up;
    private readonly PortSet _ports = new();

    public ExpectedListeners(ListenerRules rules)
    {
        _patterns = [.. rules.Expected];
        _up = new bool[_patterns.Length];
        foreach (ListenerPattern pattern in _patterns)
        {
            _ports.Add(pattern.FirstPort, pattern.LastPort);
        }
    }

    public void BeginSample() => Array.Clear(_up);

    public void Observe(in EndpointSocket socket)
    {
        if (!socket.IsListening || !_ports.Contains(socket.LocalPort))
        {
            return;
        }

        for (int i = 0; i < _patterns.Length; i++)
        {
            _up[i] |= _patterns[i].IsServedBy(socket);
        }
    }

    /// <summary>Forgets one protocol: half a dump says nothing of what is missing.</summary>
    public void Discard(EndpointProtocol protocol)
    {
        for (int i = 0; i < _patterns.Length; i++)
        {
            _up[i] &= _patterns[i].Protocol != protocol;
        }
    }

    /// <summary>Those of a protocol that was read.</summary>
    public IEnumerable<ExpectedListener> Of(EndpointProtocol protocol)
        => _patterns.Select((pattern, i) => pattern.AsExpected(_up[i])).Where(expected => expected.Protocol == protocol);
}
