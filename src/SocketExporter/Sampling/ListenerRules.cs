using SocketExporter.Config;
using SocketExporter.Snapshots;

namespace SocketExporter.Sampling;

/// <summary>Which listeners the configuration expects, and which it allows. Never changes.</summary>
internal sealed class ListenerRules
{
    /// <summary>As without any setting.</summary>
    public static readonly ListenerRules None = new([], []);

    private readonly ListenerPattern[] _allowed;
    private readonly PortSet[] _namedPorts = [new PortSet(), new PortSet()];
    private readonly PortSet[] _allowedPorts = [new PortSet(), new PortSet()];

    /// <param name="allowed">Empty: no listener is unexpected.</param>
    public ListenerRules(IReadOnlyList<ListenerEntry> expected, IReadOnlyList<ListenerEntry> allowed)
    {
        Expected = [.. expected.Select(static entry => new ListenerPattern(entry))];
        JudgesOthers = allowed.Count > 0;

        // What has to be there may be there.
        _allowed = [.. Expected, .. allowed.Select(static entry => new ListenerPattern(entry))];
        foreach (ListenerPattern pattern in _allowed)
        {
            _allowedPorts[(int)pattern.Protocol].Add(pattern.FirstPort, pattern.LastPort);
            if (pattern.FirstPort == pattern.LastPort)
            {
                _namedPorts[(int)pattern.Protocol].Add(pattern.FirstPort, pattern.LastPort);
            }
        }
    }

    public IReadOnlyList<ListenerPattern> Expected { get; }

    /// <summary>Whether listeners can be unexpected.</summary>
    public bool JudgesOthers { get; }

    /// <summary>Whether there are rules about UDP sockets, so that these must be read.</summary>
    public bool IncludeUdp => JudgesOthers || Expected.Any(static pattern => pattern.Protocol == EndpointProtocol.Udp);

    /// <summary>
    /// Ports that an entry names alone: whoever names a port knows what it is for, so it is shown although it lies in the ephemeral range. A range names none, or its thousands
    /// would be label values.
    /// </summary>
    public PortSet NamedPorts(EndpointProtocol protocol) => _namedPorts[(int)protocol];

    /// <summary>
    /// Whether no entry allows this socket. A connected UDP socket is no listener; nor is one that can be a client which waits for an answer. A TCP listener is one on every port.
    /// </summary>
    public bool IsUnexpected(in EndpointSocket socket)
    {
        if (!JudgesOthers || !socket.IsListening || !socket.IsSettled)
        {
            return false;
        }

        if (_allowedPorts[(int)socket.Protocol].Contains(socket.LocalPort))
        {
            foreach (ListenerPattern pattern in _allowed)
            {
                if (pattern.Covers(socket))
                {
                    return false;
                }
            }
        }

        return true;
    }
}
