using System.Runtime.InteropServices;
using SocketExporter.Kernel.Sockets;

namespace SocketExporter.Sampling.Memory;

/// <summary>
/// Since when sockets are bound to ports inside the ephemeral range. A port that a listener or an unconnected UDP socket has kept for ten minutes is a
/// service; before that it is one of the thousands the kernel hands out, and never a label value. UDP ports outside of the range are shown at once, but not
/// without end: a resolver binds a random one for each query. So whether such a socket is taken for a server is another question.
/// </summary>
internal sealed class BoundPortMemory
{
    public static readonly TimeSpan Settled = TimeSpan.FromMinutes(10);

    /// <summary>Sockets watched: the whole ephemeral range of one address. What is beyond stays <c>&lt;ephemeral&gt;</c>.</summary>
    public const int Capacity = 65_536;

    /// <summary>UDP sockets outside of the range that are shown at once in ten minutes, besides those of the first sample; later ones wait as those inside do.</summary>
    public const int NewUdpPorts = 500;

    private readonly Dictionary<ulong, Entry> _byCookie = [];
    private readonly ulong[] _settledPorts = new ulong[65_536 / 64];
    private DateTimeOffset _now;
    private DateTimeOffset _allowanceSince;
    private int _allowanceTaken;
    private int _sample;

    public int Count => _byCookie.Count;

    public void BeginSample(DateTimeOffset now)
    {
        _now = now;
        _sample++;
        Array.Clear(_settledPorts);
    }

    /// <summary>Takes note of a listener or an unconnected UDP socket whose port lies in the range; says whether its port may be shown.</summary>
    public bool Observe(in InetSocketRow row)
    {
        if (!_byCookie.TryGetValue(row.Cookie, out Entry entry))
        {
            if (_byCookie.Count >= Capacity)
            {
                return false;
            }

            entry.FirstSeen = _now;
        }

        entry.Sample = _sample;
        entry.Missed = 0;
        _byCookie[row.Cookie] = entry;
        bool settled = _now - entry.FirstSeen >= Settled;
        if (settled && row.State == TcpState.Listen)
        {
            _settledPorts[row.LocalPort >> 6] |= 1UL << (row.LocalPort & 63);
        }

        return settled;
    }

    /// <summary>Takes note of a UDP socket on a free port outside of the range; says whether its port may be shown.</summary>
    /// <param name="isSettled">Whether it was there in the first sample, or has been for ten minutes.</param>
    public bool ObserveUdp(ulong cookie, out bool isSettled)
    {
        isSettled = false;
        if (!_byCookie.TryGetValue(cookie, out Entry entry))
        {
            if (_byCookie.Count >= Capacity)
            {
                return false;
            }

            entry.FirstSeen = _now;
            entry.IsSettled = _sample == 1;
            entry.IsShown = entry.IsSettled || TakeAllowance();
        }

        entry.Sample = _sample;
        entry.Missed = 0;
        entry.IsSettled |= _now - entry.FirstSeen >= Settled;
        entry.IsShown |= entry.IsSettled;
        isSettled = entry.IsSettled;
        _byCookie[cookie] = entry;
        return entry.IsShown;
    }

    /// <summary>Whether a TCP listener of this sample has settled on the port, so that its connections may be shown by it.</summary>
    public bool IsSettled(ushort port) => (_settledPorts[port >> 6] & (1UL << (port & 63))) != 0;

    /// <summary>Forgets the sockets that are gone; when the memory is half full, at once whoever was not seen.</summary>
    public void EndSample()
    {
        int untilGone = _byCookie.Count > Capacity / 2 ? 1 : MissedSamples.UntilGone;
        foreach ((ulong cookie, Entry entry) in _byCookie)
        {
            if (entry.Sample != _sample && ++CollectionsMarshal.GetValueRefOrNullRef(_byCookie, cookie).Missed >= untilGone)
            {
                _byCookie.Remove(cookie);
            }
        }
    }

    private bool TakeAllowance()
    {
        if (_now - _allowanceSince > Settled)
        {
            _allowanceSince = _now;
            _allowanceTaken = 0;
        }

        return ++_allowanceTaken <= NewUdpPorts;
    }

    private struct Entry
    {
        public DateTimeOffset FirstSeen;
        public int Sample;

        /// <summary>Samples in a row in which it was not seen.</summary>
        public byte Missed;
        public bool IsShown;

        /// <summary>Of UDP outside of the range.</summary>
        public bool IsSettled;
    }
}
