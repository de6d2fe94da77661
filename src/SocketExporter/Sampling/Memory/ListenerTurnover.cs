using System.Runtime.InteropServices;
using SocketExporter.Snapshots;

namespace SocketExporter.Sampling.Memory;

/// <summary>
/// How many listening sockets of one protocol have come and gone. Only those that are taken for servers: sockets on ports that nobody chose come by the thousand, and are
/// mostly clients that wait for an answer. Whoever was there in the first sample has not come. Each sample is <see cref="Observe"/> for each socket, then
/// <see cref="EndSample"/> if none was missing.
/// </summary>
internal sealed class ListenerTurnover
{
    /// <summary>Listening sockets that are watched, 1.5 MB. What is beyond neither comes nor goes.</summary>
    public const int Capacity = 65_536;

    private readonly Dictionary<ulong, Entry> _byCookie = [];
    private bool _first = true;
    private int _sample;
    private long _opened;
    private long _closed;

    public int Count => _byCookie.Count;

    /// <summary>Takes note of a listening socket. What a walk has shown that is then repeated was there all the same.</summary>
    /// <param name="counts">Whether it is taken for a server by now.</param>
    public void Observe(ulong cookie, bool counts)
    {
        if (!_byCookie.TryGetValue(cookie, out Entry entry))
        {
            // Who does not count yet is of interest only when it was there before.
            if (_byCookie.Count >= Capacity || (!counts && !_first))
            {
                return;
            }

            entry.WasThere = _first;
        }

        entry.Sample = _sample;
        entry.Counts |= counts;
        _byCookie[cookie] = entry;
    }

    /// <summary>Counts, forgets who is gone, and gives what has come and gone so far.</summary>
    public ListenerChanges EndSample(EndpointProtocol protocol)
    {
        foreach (ulong cookie in _byCookie.Keys)
        {
            ref Entry entry = ref CollectionsMarshal.GetValueRefOrNullRef(_byCookie, cookie);
            if (_sample - entry.Sample >= MissedSamples.UntilGone)
            {
                _closed += entry.Counts ? 1 : 0;
                _byCookie.Remove(cookie);
            }
            else if (!entry.WasThere)
            {
                _opened++;
                entry.WasThere = true;
            }
        }

        _first = false;
        _sample++;
        return new ListenerChanges(protocol, _opened, _closed);
    }

    private struct Entry
    {
        public int Sample;

        /// <summary>In the first sample, or it is counted already.</summary>
        public bool WasThere;
        public bool Counts;
    }
}
