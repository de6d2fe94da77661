using SocketExporter.Kernel;
using SocketExporter.Kernel.Netlink;

namespace SocketExporter.Tests.Faults;

/// <summary>This host's kernel, and something in the way of its netlink answers.</summary>
internal sealed class FaultyKernel : KernelSource
{
    public const int Enobufs = 105;

    private const int FlagsOffset = 6; // in nlmsghdr
    private const byte DumpInterrupted = 0x10; // NLM_F_DUMP_INTR

    public FaultyKernel(string procPath = "/proc")
        : base(procPath)
    {
    }

    /// <summary>Called after each datagram was received and before the reader sees it; may throw or wait.</summary>
    public Action<Answer> Received { get; set; } = static _ => { };

    /// <summary>Whether the kernel says of the first message of a datagram that the table has changed meanwhile.</summary>
    public Func<Answer, bool> Interrupts { get; set; } = static _ => false;

    /// <summary>What recv says when the kernel had no room for an answer.</summary>
    public static KernelReadException Lost(string transport) => new($"{transport} answer", Enobufs);

    internal override INetlinkTransport OpenNetlink(int protocol, string name) => new Transport(this, new LiveKernel(ProcPath).OpenNetlink(protocol, name));

    /// <param name="Transport">Its name.</param>
    /// <param name="Datagram">1 is the first of its question.</param>
    internal readonly record struct Answer(string Transport, int Datagram);

    private sealed class Transport(FaultyKernel kernel, INetlinkTransport live) : INetlinkTransport
    {
        private int _datagrams;

        public string Name => live.Name;

        public void Send(ReadOnlySpan<byte> datagram)
        {
            _datagrams = 0;
            live.Send(datagram);
        }

        public int Receive(Span<byte> buffer, out uint sender)
        {
            int got = live.Receive(buffer, out sender);
            var answer = new Answer(Name, ++_datagrams);
            kernel.Received(answer);
            buffer[FlagsOffset] |= kernel.Interrupts(answer) ? DumpInterrupted : (byte)0;
            return got;
        }

        public void Reset() => live.Reset();

        public void Dispose() => live.Dispose();
    }
}
