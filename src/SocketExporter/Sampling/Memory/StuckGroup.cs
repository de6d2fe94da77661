using SocketExporter.Snapshots;

namespace SocketExporter.Sampling.Memory;

/// <summary>The stuck connections of one sample with the same service and owner, and how long the longest has stood still.</summary>
internal sealed class StuckGroup
{
    private readonly int[] _sending = new int[(int)StuckReason.Other + 1];
    private int _receiving;
    private TimeSpan _receivingOldest;
    private TimeSpan _sendingOldest;

    public void Add(StuckReason reason, TimeSpan? receiving, TimeSpan? sending)
    {
        if (receiving is { } received)
        {
            _receiving++;
            _receivingOldest = received > _receivingOldest ? received : _receivingOldest;
        }

        if (sending is { } sent)
        {
            _sending[(int)reason]++;
            _sendingOldest = sent > _sendingOldest ? sent : _sendingOldest;
        }
    }

    public StuckQueuesRow ToRow(Direction direction, ServicePort port, int owner)
        => new(direction, port, owner, _receiving, _receivingOldest.TotalSeconds, _sending, _sendingOldest.TotalSeconds);
}
