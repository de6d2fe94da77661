namespace SocketExporter.Snapshots;

internal enum TallyProtocol : byte
{
    Tcp,
    Udp,
    UnixStream,
    UnixDgram,
    UnixSeqpacket,
    UdpLite,
    Raw,
}
