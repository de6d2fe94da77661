namespace SocketExporter.EndToEnd.Tests.Oracles;

/// <summary>One line of ss -xa.</summary>
internal sealed record UnixRow(string Kind, string State, int ReceiveQueue, int SendQueue, string Path, string Process);
