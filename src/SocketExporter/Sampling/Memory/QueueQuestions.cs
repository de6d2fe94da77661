using System.Runtime.InteropServices;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Snapshots;

namespace SocketExporter.Sampling.Memory;

/// <summary>
/// How tcp_info of the connections with a queue is come by: each is asked for alone while they are few, and the next walk carries it when they were many. For one sample at a time.
/// </summary>
internal sealed class QueueQuestions
{
    /// <summary>Connections asked for one by one in a sample, 3.4 µs each. Of more the rest is asked with the next walk.</summary>
    public const int MaxQuestions = 8_192;

    /// <summary>Of all connections with a queue from which on the walk carries tcp_info: 3.4 µs for each of these, or 0.24 µs for each of all (docs/performance.md).</summary>
    public const double InformationShare = 0.05;

    private readonly AskSocket _ask;
    private readonly List<Question> _questions = [];
    private long _connections;
    private long _queued;
    private bool _isShort;

    public QueueQuestions(AskSocket ask) => _ask = ask;

    /// <summary>An answer.</summary>
    public delegate void Answered(in InetSocketRow row, Direction direction, ServicePort port);

    /// <summary>Whether connections with a queue came to more than could be asked, or to more than it is worth.</summary>
    public bool AreTooMany => _isShort || _queued > Math.Min(InformationShare * _connections, MaxQuestions);

    public void Clear()
    {
        _questions.Clear();
        _connections = 0;
        _queued = 0;
        _isShort = false;
    }

    public void Count(bool hasQueue)
    {
        _connections++;
        _queued += hasQueue ? 1 : 0;
    }

    /// <returns>False: there is no question left for it.</returns>
    public bool TryAdd(in InetSocketRow row, Direction direction, ServicePort port)
    {
        if (_questions.Count >= MaxQuestions)
        {
            _isShort = true;
            return false;
        }

        _questions.Add(new Question(TcpSocketIdentity.Of(row), direction, port));
        return true;
    }

    /// <exception cref="Kernel.KernelReadException">The kernel refused; what it had answered before has been answered.</exception>
    public void Ask(Answered answered)
    {
        bool isWhole = false;
        try
        {
            foreach (ref readonly Question question in CollectionsMarshal.AsSpan(_questions))
            {
                if (_ask(question.Socket, out InetSocketRow row))
                {
                    answered(row, question.Direction, question.Port);
                }
            }

            isWhole = true;
        }
        finally
        {
            _isShort |= !isWhole;
        }
    }

    private readonly record struct Question(TcpSocketIdentity Socket, Direction Direction, ServicePort Port);
}
