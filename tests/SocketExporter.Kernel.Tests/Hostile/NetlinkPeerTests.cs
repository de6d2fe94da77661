using System.Buffers.Binary;
using System.Reflection;
using SocketExporter.Kernel.Io;
using SocketExporter.Kernel.Links;
using SocketExporter.Kernel.Netlink;
using SocketExporter.Kernel.Sockets;

namespace SocketExporter.Kernel.Tests.Hostile;

/// <summary>Every reader against a peer that does what the kernel never would: one exception, within a named limit, and the next reading is a good one.</summary>
public sealed class NetlinkPeerTests
{
    private const ushort Noop = 1;
    private const ushort Error = 2;
    private const ushort DoneType = 3;
    private const ushort Overrun = 4;
    private const ushort Multi = 2;
    private const ushort Interrupted = 0x10;

    public static TheoryData<string> Readers => [.. PeerReader.All.Select(reader => reader.Type.Name)];

    [Fact]
    public void Every_class_that_takes_a_transport_is_in_the_list_of_readers()
        => Assert.Equal(
            // RtnetlinkEvents asks nothing and never throws, TcpSocketQuestion takes one message and no end: their own tests say what they make of such peers.
            PeerReader.All.Select(reader => reader.Type.Name).Append(nameof(NetlinkDump)).Append(nameof(RtnetlinkEvents)).Append(nameof(TcpSocketQuestion)).Order(StringComparer.Ordinal),
            typeof(NetlinkDump).Assembly.GetTypes()
                .Where(type => type.GetConstructors(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)
                    .Any(made => made.GetParameters().Any(parameter => parameter.ParameterType == typeof(INetlinkTransport))))
                .Select(type => type.Name)
                .Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Readers))]
    public void A_good_peer_is_read(string name) => Run(name, static (_, _) => { }, null);

    [Theory]
    [MemberData(nameof(Readers))]
    public void A_datagram_longer_than_the_buffer_is_refused(string name)
        => Run(name, static (peer, reader) => peer.Always(sequence => new(Good(reader, sequence), TrueLength: 100_000)), "datagram of 100000 bytes cut to 65536", receives: 1);

    [Theory]
    [MemberData(nameof(Readers))]
    public void A_message_that_is_longer_than_its_datagram_is_refused(string name)
        => Run(name, static (peer, reader) => peer.Always(sequence => new(Good(reader, sequence)[..^4])), "message of", receives: 1);

    [Theory]
    [MemberData(nameof(Readers))]
    public void A_message_of_no_length_is_refused_and_not_walked_for_ever(string name)
        => Run(name, static (peer, reader) => peer.Always(sequence => new([.. Good(reader, sequence), .. new byte[64]])), "message of 0 bytes", receives: 1);

    [Theory]
    [MemberData(nameof(Readers))]
    public void An_empty_datagram_is_refused(string name)
        => Run(name, static (peer, _) => peer.Always(_ => new([])), "datagram of 0 bytes", receives: 1);

    [Theory]
    [MemberData(nameof(Readers))]
    public void Answers_to_others_without_end_are_given_up(string name)
        => Run(name, static (peer, reader) => peer.Always(sequence => new(Good(reader, sequence + 7))), "more than 1000 answers of a foreign sequence", receives: NetlinkDump.MaxSkipped + 1);

    [Theory]
    [MemberData(nameof(Readers))]
    public void A_foreign_sender_without_end_is_given_up(string name)
        => Run(name, static (peer, reader) => peer.Always(sequence => new(Good(reader, sequence), Sender: 4242)), "more than 1000 answers of a foreign sender", receives: NetlinkDump.MaxSkipped + 1);

    [Theory]
    [MemberData(nameof(Readers))]
    public void Messages_without_content_and_without_end_are_given_up(string name)
        => Run(name, static (peer, _) => peer.Always(static sequence => new(HostilePeer.Message(Noop, 0, sequence, []))), "more than 1000 answers of no content", receives: NetlinkDump.MaxSkipped + 1);

    [Theory]
    [MemberData(nameof(Readers))]
    public void A_dump_without_end_is_given_up_at_a_named_limit(string name)
    {
        byte[]? full = null;
        Run(
            name,
            (peer, reader) => peer.Always(sequence => new(full ??= Repeat(Good(reader, sequence)))),
            "more than ",
            receives: NetlinkDump.MaxMessages / 100);
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public void An_error_is_the_exception_with_its_number(string name)
        => Run(name, static (peer, _) => peer.Always(static sequence => new(Result(Error, sequence, -Errno.Eperm))), "operation not permitted (EPERM)", receives: 1);

    [Theory]
    [MemberData(nameof(Readers))]
    public void An_error_after_rows_is_the_exception_too(string name)
        => Run(
            name,
            static (peer, reader) => peer.Always(sequence => new([.. Good(reader, sequence), .. Result(Error, sequence, -Errno.Enoent)])),
            "not there (ENOENT)",
            receives: 1);

    [Theory]
    [MemberData(nameof(Readers))]
    public void An_end_with_an_error_is_the_exception(string name)
        => Run(name, static (peer, _) => peer.Always(static sequence => new(Result(DoneType, sequence, -Errno.Enobufs))), "the kernel ran out of buffer space (ENOBUFS)", receives: Of(name).Attempts);

    [Theory]
    [MemberData(nameof(Readers))]
    public void An_error_number_that_can_not_be_is_an_exception_all_the_same(string name)
        => Run(name, static (peer, _) => peer.Always(static sequence => new(Result(Error, sequence, int.MinValue))), "errno -2147483648", receives: 1);

    [Theory]
    [MemberData(nameof(Readers))]
    public void Lost_data_is_an_error(string name)
        => Run(name, static (peer, _) => peer.Always(static sequence => new(HostilePeer.Message(Overrun, 0, sequence, []))), "NLMSG_OVERRUN", receives: Of(name).Attempts);

    [Theory]
    [MemberData(nameof(Readers))]
    public void A_peer_that_says_nothing_is_an_error(string name)
        => Run(name, static (peer, _) => peer.ToEachRequest(static _ => []), "no answer in time (EAGAIN)", receives: 1);

    [Theory]
    [MemberData(nameof(Readers))]
    public void What_comes_after_the_end_is_not_taken_for_the_next_answer(string name)
    {
        PeerReader reader = Of(name);
        var peer = new HostilePeer();
        Func<int> read = reader.Open(peer);
        peer.ToEachRequest(sequence => [new([.. Good(reader, sequence), .. Done(sequence), .. Good(reader, sequence)]), new(Good(reader, sequence)), new(Done(sequence))]);
        Assert.Equal(reader.Questions, read());
        Assert.Equal(reader.Questions, read());
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public void A_dump_that_is_always_interrupted_is_read_a_few_times_at_most(string name)
    {
        PeerReader reader = Of(name);
        var peer = new HostilePeer();
        Func<int> read = reader.Open(peer);
        peer.ToEachRequest(sequence => [new([.. Good(reader, sequence), .. HostilePeer.Message(DoneType, Multi | Interrupted, sequence, new byte[4])])]);
        Assert.Equal(reader.Questions, read());
        Assert.InRange(peer.Requests, reader.Questions, LinkReader.MaxDumps);
    }

    [Fact]
    public void Interfaces_without_end_are_given_up_before_they_take_the_memory()
    {
        PeerReader reader = Of(nameof(LinkReader));
        var peer = new HostilePeer();
        Func<int> read = reader.Open(peer);
        int index = 0;
        peer.Always(sequence =>
        {
            byte[] message = Good(reader, sequence);
            BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(20), ++index);
            return new(message);
        });
        Assert.Equal("rtnetlink, interfaces: more than 65536, expected at most so many", Assert.Throws<KernelReadException>(() => read()).Message);
        Assert.Equal(LinkReader.MaxInterfaces + 1, index);
    }

    private static PeerReader Of(string name) => PeerReader.All.Single(reader => reader.Type.Name == name);

    /// <param name="misbehave">Told to the peer.</param>
    /// <param name="found">Part of the message of the exception; null where the peer is a good one.</param>
    /// <param name="receives">Datagrams taken at most until the exception: the bound of the work.</param>
    private static void Run(string name, Action<HostilePeer, PeerReader> misbehave, string? found, int receives = 0)
    {
        PeerReader reader = Of(name);
        var peer = new HostilePeer();
        Func<int> read = reader.Open(peer);
        if (found is not null)
        {
            misbehave(peer, reader);
            var refused = Assert.Throws<KernelReadException>(() => read());
            Assert.Contains(found, refused.Message, StringComparison.Ordinal);
            Assert.InRange(peer.Receives, 1, receives);
        }

        peer.ToEachRequest(sequence => [new(Good(reader, sequence)), new(Done(sequence))]);
        Assert.Equal(reader.Questions, read());
    }

    private static byte[] Good(PeerReader reader, uint sequence) => HostilePeer.Message(reader.MessageType, Multi, sequence, reader.Body);

    private static byte[] Done(uint sequence) => Result(DoneType, sequence, 0);

    private static byte[] Result(ushort type, uint sequence, int result)
    {
        Span<byte> body = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(body, result);
        return HostilePeer.Message(type, type == DoneType ? Multi : (ushort)0, sequence, body);
    }

    /// <summary>As many as one datagram holds.</summary>
    private static byte[] Repeat(byte[] message) => [.. Enumerable.Repeat(message, NetlinkDump.BufferBytes / message.Length).SelectMany(one => one)];
}
