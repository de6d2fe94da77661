using System.Net;
using System.Net.Sockets;

namespace SocketExporter.EndToEnd.Tests.Live;

/// <summary>One connection, over the loopback of a namespace or between two, both ends of it and the listener.</summary>
internal sealed class ConnectedPair : IDisposable
{
    private readonly Socket _listener;
    private readonly Socket _sender;
    private readonly Socket _reader;

    public ConnectedPair(Namespace space, int port)
        : this(space, space, IPAddress.Loopback, port)
    {
    }

    /// <param name="reading">Where the listener is, at this address.</param>
    public ConnectedPair(Namespace sending, Namespace reading, IPAddress address, int port)
    {
        _listener = reading.Inside(() =>
        {
            var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            listener.Bind(new IPEndPoint(address, port));
            listener.Listen(1);
            return listener;
        });
        _sender = sending.Inside(() =>
        {
            var sender = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            sender.Connect(_listener.LocalEndPoint!);
            return sender;
        });
        _reader = _listener.Accept();
    }

    /// <summary>Sends so many bytes and reads them at the other end.</summary>
    public void Transfer(int bytes)
    {
        var sending = new Thread(() => _sender.Send(new byte[bytes]));
        sending.Start();
        byte[] buffer = new byte[1 << 16];
        for (int rest = bytes; rest > 0;)
        {
            rest -= _reader.Receive(buffer, Math.Min(rest, buffer.Length), SocketFlags.None);
        }

        sending.Join();
    }

    /// <summary>Sends until the reader's window is closed and the sender's buffer full.</summary>
    public void Fill()
    {
        _sender.Blocking = false;
        byte[] much = new byte[1 << 20];
        SocketError error;
        do
        {
            _sender.Send(much, 0, much.Length, SocketFlags.None, out error);
        }
        while (error == SocketError.Success);

        _sender.Blocking = true;
    }

    /// <summary>Reads what <see cref="Fill"/> has sent.</summary>
    public void Drain()
    {
        byte[] buffer = new byte[1 << 20];
        while (_reader.Poll(TimeSpan.FromSeconds(1), SelectMode.SelectRead))
        {
            _reader.Receive(buffer);
        }
    }

    public void Dispose()
    {
        _sender.Dispose();
        _reader.Dispose();
        _listener.Dispose();
    }
}
