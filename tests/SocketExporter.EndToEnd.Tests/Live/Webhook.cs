using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SocketExporter.EndToEnd.Tests.Live;

/// <summary>What Alertmanager calls: an HTTP server of this process whose socket belongs to the namespace. It keeps every alert that came.</summary>
internal sealed class Webhook : IDisposable
{
    public const int Port = 19094;

    private readonly Socket _listener;
    private readonly Thread _thread;
    private readonly List<ReceivedAlert> _received = [];
    private Exception? _failure;

    public Webhook(Namespace space)
    {
        _listener = space.Inside(static () =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.Loopback, Port));
            socket.Listen(16);
            return socket;
        });
        _thread = new Thread(Serve) { IsBackground = true };
        _thread.Start();
    }

    /// <summary>In the order in which they came.</summary>
    public IReadOnlyList<ReceivedAlert> Received
    {
        get
        {
            lock (_received)
            {
                return _failure is null ? [.. _received] : throw new InvalidOperationException("the webhook failed", _failure);
            }
        }
    }

    public void Dispose()
    {
        // Ends Accept; Close alone would not wake a thread that waits in it.
        _listener.Shutdown(SocketShutdown.Both);
        _listener.Dispose();
        _thread.Join();
    }

    private void Serve()
    {
        while (true)
        {
            try
            {
                using Socket client = _listener.Accept();
                Answer(client);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return;
            }
            catch (Exception e)
            {
                lock (_received)
                {
                    _failure = e;
                }

                return;
            }
        }
    }

    /// <summary>One request a connection.</summary>
    private void Answer(Socket client)
    {
        List<byte> request = [];
        byte[] buffer = new byte[1 << 16];
        while (true)
        {
            string text = Encoding.UTF8.GetString([.. request]);
            int end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end >= 0)
            {
                string length = text[..end].Split("\r\n").Single(static line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
                if (request.Count >= Encoding.UTF8.GetByteCount(text[..(end + 4)]) + int.Parse(length["Content-Length:".Length..], CultureInfo.InvariantCulture))
                {
                    lock (_received)
                    {
                        _received.AddRange(ReceivedAlert.Parse(text[(end + 4)..]));
                    }

                    client.Send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8);
                    return;
                }
            }

            int read = client.Receive(buffer);
            if (read == 0)
            {
                return; // a look whether somebody is there
            }

            request.AddRange(buffer.AsSpan(0, read));
        }
    }
}
