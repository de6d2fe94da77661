using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace SocketExporter.Web;

/// <summary>
/// One listening socket of the daemon. Kestrel's own listener takes any error of accept for a client that went away and calls again at once, which without file
/// descriptors (EMFILE, ENFILE) is a loop at full speed; this one closes an idle connection and waits.
/// </summary>
internal sealed class ClientListener : IConnectionListener
{
    /// <summary>Connections the kernel keeps until they are accepted; as Kestrel has it.</summary>
    private const int Backlog = 512;

    /// <summary>After an error of accept that is not the client's: ten attempts a second cost nothing.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly Socket _socket;
    private readonly SocketConnectionContextFactory _connections;
    private readonly ClientConnections _clients;

    /// <param name="socket">Bound; it is this object's from now on.</param>
    public ClientListener(Socket socket, SocketConnectionContextFactory connections, ClientConnections clients)
    {
        _socket = socket;
        _connections = connections;
        _clients = clients;
        EndPoint = socket.LocalEndPoint!;
        socket.Listen(Backlog);
    }

    public EndPoint EndPoint { get; }

    /// <returns>Null when the listener has been closed.</returns>
    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            try
            {
                Socket client = await _socket.AcceptAsync(cancellationToken).ConfigureAwait(false);
                if (Admit(client) is { } connection)
                {
                    return connection;
                }
            }
            catch (ObjectDisposedException)
            {
                return null;
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.OperationAborted)
            {
                return null;
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionReset or SocketError.ConnectionAborted)
            {
                // It went away while it waited to be accepted.
            }
            catch (SocketException)
            {
                _clients.TryCloseOne();
                await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => UnbindAsync();

    private ConnectionContext? Admit(Socket client)
    {
        if (!_clients.TryMakeRoom())
        {
            client.Dispose();
            return null;
        }

        try
        {
            if (client.LocalEndPoint is IPEndPoint)
            {
                client.NoDelay = true;
            }

            ConnectionContext connection = _connections.Create(client);
            _clients.Add(connection, client);
            return connection;
        }
        catch (SocketException)
        {
            // Reset already.
            client.Dispose();
            return null;
        }
    }
}
