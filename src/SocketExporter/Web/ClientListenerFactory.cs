using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;

namespace SocketExporter.Web;

/// <summary>Listens for Kestrel on every address of the configuration.</summary>
internal sealed class ClientListenerFactory : IConnectionListenerFactory, IDisposable
{
    /// <summary>That of the transport it stands for, so that the log's levels hold for it too.</summary>
    private const string LogCategory = "Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets";

    private readonly SocketConnectionContextFactory _connections;
    private readonly ClientConnections _clients;

    public ClientListenerFactory(ClientConnections clients, ILoggerFactory loggers)
    {
        _clients = clients;
        _connections = new SocketConnectionContextFactory(new SocketConnectionFactoryOptions(), loggers.CreateLogger(LogCategory));
    }

    /// <exception cref="ListenException">The address can't be bound.</exception>
    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
        => ValueTask.FromResult<IConnectionListener>(new ClientListener(ListenSockets.Bind(endpoint), _connections, _clients));

    public void Dispose() => _connections.Dispose();
}
