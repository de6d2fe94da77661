using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace SocketExporter.Web;

/// <summary>
/// The connections of clients, at most so many. When one more comes, the one that has waited longest for a request gives way: who only opens connections, or sends
/// half a request, can't keep a scraper out, which sends its own at once. A connection whose request is being answered is not idle.
/// </summary>
internal sealed class ClientConnections
{
    private readonly Lock _lock = new();
    private readonly LinkedList<Client> _clients = new();

    // Counts ends of requests: what is ordered by it needs no clock.
    private long _moment;

    public ClientConnections(int limit)
    {
        Limit = limit;
    }

    public int Limit { get; }

    /// <summary>Closes the longest idle connection if there are as many as may be.</summary>
    /// <returns>False when a request is being answered on each.</returns>
    public bool TryMakeRoom()
    {
        lock (_lock)
        {
            ForgetClosed();
            return _clients.Count < Limit || TryCloseLongestIdle();
        }
    }

    /// <summary>Closes the longest idle connection, so that its file descriptor is free.</summary>
    /// <returns>False when there is none.</returns>
    public bool TryCloseOne()
    {
        lock (_lock)
        {
            ForgetClosed();
            return TryCloseLongestIdle();
        }
    }

    /// <param name="socket">Of the connection; when it is closed, the connection is no more.</param>
    public void Add(ConnectionContext connection, Socket socket)
    {
        var client = new Client(connection, socket.SafeHandle);
        connection.Features.Set(client);
        lock (_lock)
        {
            client.IdleSince = ++_moment;
            _clients.AddLast(client);
        }
    }

    /// <summary>Answers a request; meanwhile its connection is not idle.</summary>
    public async Task Answer(HttpContext context, RequestDelegate answer)
    {
        Client? client = context.Features.Get<Client>();
        Change(client, +1);
        try
        {
            await answer(context).ConfigureAwait(false);
        }
        finally
        {
            Change(client, -1);
        }
    }

    private void Change(Client? client, int requests)
    {
        if (client is not null)
        {
            lock (_lock)
            {
                client.Requests += requests;
                client.IdleSince = ++_moment;
            }
        }
    }

    private void ForgetClosed()
    {
        for (LinkedListNode<Client>? node = _clients.First; node is not null;)
        {
            LinkedListNode<Client>? next = node.Next;
            if (node.Value.Handle.IsClosed)
            {
                _clients.Remove(node);
            }

            node = next;
        }
    }

    private bool TryCloseLongestIdle()
    {
        LinkedListNode<Client>? longest = null;
        for (LinkedListNode<Client>? node = _clients.First; node is not null; node = node.Next)
        {
            if (node.Value.Requests == 0 && (longest is null || node.Value.IdleSince < longest.Value.IdleSince))
            {
                longest = node;
            }
        }

        if (longest is null)
        {
            return false;
        }

        _clients.Remove(longest);
        longest.Value.Connection.Abort(new ConnectionAbortedException("longest idle of too many connections"));
        return true;
    }

    private sealed class Client(ConnectionContext connection, SafeSocketHandle handle)
    {
        public ConnectionContext Connection => connection;

        public SafeSocketHandle Handle => handle;

        public int Requests { get; set; }

        public long IdleSince { get; set; }
    }
}
