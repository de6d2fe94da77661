namespace SocketExporter.Snapshots;

/// <summary>What is known of all sockets of one <see cref="TallyKey"/>.</summary>
internal struct TallyCell
{
    public int Sockets;

    /// <summary>Connections with unread bytes, the FIN not counted.</summary>
    public int ReceiveQueued;

    /// <summary>Connections with unacknowledged bytes, SYN and FIN not counted.</summary>
    public int SendQueued;

    /// <summary>Connections that have sent something again and still wait for an acknowledgment.</summary>
    public int Retransmitting;

    /// <summary>Connections that have something to send and whose peers have no room for it.</summary>
    public int ZeroWindow;

    public long ReceiveQueueBytes;
    public long SendQueueBytes;
    public uint ReceiveQueueMaxBytes;
    public uint SendQueueMaxBytes;

    /// <summary>Whether any of them has had something to send within <see cref="SocketTally.ZeroKept"/>: a series about it goes on at 0 so long.</summary>
    public bool HadSendQueue;

    /// <summary>As <see cref="HadSendQueue"/>, something to read.</summary>
    public bool HadReceiveQueue;

    /// <summary>As <see cref="HadSendQueue"/>, unread bytes: not a FIN alone.</summary>
    public bool HadUnread;

    /// <summary>Sums and maxima of two cells.</summary>
    public void Add(in TallyCell other)
    {
        Sockets += other.Sockets;
        ReceiveQueued += other.ReceiveQueued;
        SendQueued += other.SendQueued;
        Retransmitting += other.Retransmitting;
        ZeroWindow += other.ZeroWindow;
        ReceiveQueueBytes += other.ReceiveQueueBytes;
        SendQueueBytes += other.SendQueueBytes;
        HadSendQueue |= other.HadSendQueue;
        HadReceiveQueue |= other.HadReceiveQueue;
        HadUnread |= other.HadUnread;
        ReceiveQueueMaxBytes = Math.Max(ReceiveQueueMaxBytes, other.ReceiveQueueMaxBytes);
        SendQueueMaxBytes = Math.Max(SendQueueMaxBytes, other.SendQueueMaxBytes);
    }
}
