namespace SocketExporter.Sampling;

/// <summary>A set of ports: 8 KiB, and one look to ask it.</summary>
internal sealed class PortSet
{
    private readonly ulong[] _words = new ulong[65_536 / 64];

    public bool Contains(int port) => (_words[port >> 6] & (1UL << (port & 63))) != 0;

    /// <param name="last">Included.</param>
    public void Add(int first, int last)
    {
        for (int port = first; port <= last; port++)
        {
            _words[port >> 6] |= 1UL << (port & 63);
        }
    }
}
