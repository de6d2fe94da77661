namespace SocketExporter.EndToEnd.Tests.Oracles;

/// <summary>One line of ss -tanp or -uanm.</summary>
internal sealed record SsRow(string State, long ReceiveQueue, long SendQueue, string Address, int LocalPort, int PeerPort, string Process, string Rest)
{
    public string Family => Address[0] is '[' or '*' ? "ipv6" : "ipv4";
}
