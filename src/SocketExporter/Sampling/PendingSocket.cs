using SocketExporter.Sampling.Memory;
using SocketExporter.Snapshots;

namespace SocketExporter.Sampling;

/// <summary>A socket whose owner is not known yet, set aside until the processes have been looked through. 32 bytes.</summary>
/// <param name="ControlGroup">Its number.</param>
internal readonly record struct PendingSocket(
    TallyKey Key,
    uint Inode,
    uint Uid,
    uint ReceiveQueueBytes,
    uint SendQueueBytes,
    bool ReceiveQueued,
    bool SendQueued,
    bool Retransmitting = false,
    bool ZeroWindow = false,
    int ControlGroup = ControlGroupMemory.None);
