namespace SocketExporter.Lab;

/// <summary>UDP sockets that are alike.</summary>
/// <param name="State">unconnected or connected.</param>
/// <param name="Port">The bound port; 0 for a client on an ephemeral one.</param>
/// <param name="ReceiveQueueBytes">Memory of the queued datagrams of each, as the kernel accounts it (truesize).</param>
public sealed record UdpTruth(string Family, string Address, int Port, string State, int Count, long ReceiveQueueBytes, long ReceiveQueueLimitBytes, long Drops);
