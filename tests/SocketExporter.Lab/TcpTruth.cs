namespace SocketExporter.Lab;

/// <summary>Sockets that are alike; listeners are told apart in <see cref="ListenerTruth"/>.</summary>
/// <param name="Family">Of the socket itself: a v4-mapped one is ipv6.</param>
/// <param name="Direction">inbound or outbound.</param>
/// <param name="Port">Of the service: never an ephemeral one.</param>
/// <param name="Owned">False where nobody holds a descriptor.</param>
/// <param name="ReceiveQueueBytes">Of each, as ss prints Recv-Q: a FIN counts 1.</param>
/// <param name="SendQueueBytes">Of each, as ss prints Send-Q: a SYN and a FIN count 1.</param>
public sealed record TcpTruth(
    string Family,
    string State,
    string Direction,
    int Port,
    bool Owned,
    int Count,
    long ReceiveQueueBytes = 0,
    long SendQueueBytes = 0);
