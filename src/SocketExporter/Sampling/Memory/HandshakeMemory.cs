using System.Runtime.InteropServices;
using SocketExporter.Snapshots;

namespace SocketExporter.Sampling.Memory;

/// <summary>
/// Which listeners had an unfinished handshake lately: their number of them is shown, at 0 too, and that of the others is not. On most listeners it is 0 for months.
/// </summary>
internal sealed class HandshakeMemory
{
    /// <summary>Listeners remembered. Beyond it a series ends at once when its last handshake is over.</summary>
    public const int Capacity = 10_000;

    /// <summary>How long a series goes on at 0.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);

    private readonly Dictionary<EndpointName, DateTimeOffset> _last = [];

    public int Count => _last.Count;

    public IReadOnlyList<EndpointGroup> EndSample(IReadOnlyList<EndpointGroup> groups, DateTimeOffset now)
    {
        foreach ((EndpointName name, DateTimeOffset last) in _last)
        {
            if (now - last >= Kept)
            {
                _last.Remove(name);
            }
        }

        EndpointGroup[]? marked = null;
        for (int i = 0; i < groups.Count; i++)
        {
            EndpointGroup group = groups[i];
            if (group.SynRecv > 0 && (_last.Count < Capacity || _last.ContainsKey(group.Name)))
            {
                CollectionsMarshal.GetValueRefOrAddDefault(_last, group.Name, out _) = now;
            }

            if (_last.Count > 0 && _last.ContainsKey(group.Name))
            {
                marked ??= [.. groups];
                marked[i] = group with { HadSynRecv = true };
            }
        }

        return marked ?? groups;
    }
}
