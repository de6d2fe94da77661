using System.Net;
using System.Net.Sockets;
using SocketExporter.Snapshots;

namespace SocketExporter.Tests.Faults;

/// <summary>A listener of this process on a port below the ephemeral range, so that it has a row of its own in each sample.</summary>
internal sealed class NamedListener : IDisposable
{
    private const int FirstPort = 20_000;
    private const int EndOfPorts = 30_000;

    private readonly TcpListener _listener;

    public NamedListener()
    {
        while (true)
        {
            Port = Random.Shared.Next(FirstPort, EndOfPorts);
            _listener = new TcpListener(IPAddress.Loopback, Port);
            try
            {
                _listener.Start();
                return;
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                _listener.Dispose();
            }
        }
    }

    public int Port { get; }

    public TcpClient Connect()
    {
        var client = new TcpClient();
        client.Connect(IPAddress.Loopback, Port);
        return client;
    }

    public Socket Accept() => _listener.AcceptSocket();

    public EndpointGroup In(Snapshot snapshot)
        => Assert.Single(snapshot.Endpoints, group => group.Name.Protocol == EndpointProtocol.TcpListener && group.Name.Port == $"{Port}");

    public void Dispose() => _listener.Dispose();
}
