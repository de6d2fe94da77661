using SocketExporter.Kernel.Links;
using SocketExporter.Kernel.Tests.Netlink;

namespace SocketExporter.Kernel.Tests.Links;

/// <summary>When all about interfaces is read, and when only what they count. 0x12 is RTM_GETLINK, 0x5e RTM_GETSTATS.</summary>
public sealed class LinkChangeTests : IDisposable
{
    private const byte GetLink = 0x12;
    private const byte GetStatistics = 0x5e;
    private const string Nothing = "";
    private const string Renamed = "20000000 1000 0000 00000000 00000000 00000100 01000000 43100100 00000000";
    private const string NewRoute = "14000000 1800 0000 00000000 00000000 05060708";

    private readonly ScriptedTransport _transport = new();
    private readonly ScriptedTransport _events = new();
    private readonly Clock _time = new();
    private readonly LinkReader _reader;

    public LinkChangeTests() => _reader = new LinkReader(_transport, static _ => null, _events) { Time = _time };

    private IEnumerable<byte> Asked => _transport.Sent.Select(static request => request[4]);

    public void Dispose()
    {
        _reader.Dispose();
        _transport.Dispose();
        _events.Dispose();
    }

    [Fact]
    public void While_nothing_changes_only_statistics_are_read_and_all_else_stays()
    {
        _events.Datagram(Nothing).Datagram(Nothing).Datagram(NewRoute).Datagram(Nothing);
        _transport
            .Datagram(LinkBytes.Message(1, "a", carrierChanges: 7) + LinkBytes.Message(2, "b") + LinkBytes.Done())
            .Datagram(LinkBytes.Counted(2, 20, 2) + LinkBytes.Counted(1, 10, 2) + LinkBytes.Done(2))
            .Datagram(LinkBytes.Counted(1, 11, 3) + LinkBytes.Counted(2, 20, 3) + LinkBytes.Done(3));

        Assert.Equal([("a", null), ("b", null)], Packets(_reader.Read()));
        LinkTable second = _reader.Read();
        Assert.Equal([("a", 10ul), ("b", 20ul)], Packets(second));
        Assert.Equal(7ul, second.Rows[0].Statistics!.Value.CarrierChanges);
        Assert.Equal([("a", 11ul), ("b", 20ul)], Packets(_reader.Read()));
        Assert.Equal([("a", 10ul), ("b", 20ul)], Packets(second));
        Assert.Equal([GetLink, GetStatistics, GetStatistics], Asked);
        Assert.Equal(Hex.Bytes("1c000000 5e00 0103 02000000 00000000 00000000 00000000 01000000"), _transport.Sent[1]);
    }

    [Fact]
    public void After_a_change_all_is_read_and_a_renamed_interface_has_its_new_name_alone()
    {
        _events.Datagram(Nothing).Datagram(Renamed).Datagram(Nothing);
        _transport.Datagram(LinkBytes.Message(1, "a") + LinkBytes.Done()).Datagram(LinkBytes.Message(1, "b", sequence: 2) + LinkBytes.Done(2));

        _reader.Read();
        Assert.Equal([("b", null)], Packets(_reader.Read()));
        Assert.Equal([GetLink, GetLink], Asked);
    }

    [Fact]
    public void After_lost_events_and_every_minute_all_is_read()
    {
        _events.Datagram(Nothing).Error(105).Datagram(Nothing).Datagram(Nothing);
        _transport
            .Datagram(LinkBytes.Message(1, "a") + LinkBytes.Done())
            .Datagram(LinkBytes.Message(1, "a", sequence: 2) + LinkBytes.Done(2))
            .Datagram(LinkBytes.Message(1, "a", sequence: 3) + LinkBytes.Done(3));

        _reader.Read();
        _reader.Read();
        _time.Now += LinkReader.ReadAgainAfter;
        _reader.Read();
        Assert.Equal([GetLink, GetLink, GetLink], Asked);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Statistics_of_other_interfaces_than_are_known_are_not_taken_for_theirs(bool oneMore)
    {
        _events.Datagram(Nothing).Datagram(Nothing);
        _transport.Datagram(LinkBytes.Message(1, "a") + LinkBytes.Message(2, "b") + LinkBytes.Done());
        if (oneMore)
        {
            // Left in the middle: what is still queued is forgotten.
            _transport.Datagram(LinkBytes.Counted(1, 1, 2) + LinkBytes.Counted(3, 1, 2) + LinkBytes.Done(2)).AfterReset(LinkBytes.Message(3, "c", sequence: 3) + LinkBytes.Done(3));
        }
        else
        {
            _transport.Datagram(LinkBytes.Counted(1, 1, 2) + LinkBytes.Done(2)).Datagram(LinkBytes.Message(3, "c", sequence: 3) + LinkBytes.Done(3));
        }

        _reader.Read();
        Assert.Equal([("c", null)], Packets(_reader.Read()));
        Assert.Equal([GetLink, GetStatistics, GetLink], Asked);
    }

    [Fact]
    public void A_kernel_without_statistics_alone_is_asked_for_them_once()
    {
        _events.Datagram(Nothing).Datagram(Nothing).Datagram(Nothing);
        _transport
            .Datagram(LinkBytes.Message(1, "a") + LinkBytes.Done())
            .Datagram("14000000 0200 0000 02000000 00000000 a1ffffff")
            .Datagram(LinkBytes.Message(1, "a", sequence: 3) + LinkBytes.Done(3))
            .Datagram(LinkBytes.Message(1, "a", sequence: 4) + LinkBytes.Done(4));

        _reader.Read();
        _reader.Read();
        _reader.Read();
        Assert.Equal([GetLink, GetStatistics, GetLink, GetLink], Asked);
    }

    [Fact]
    public void After_a_failure_all_is_read()
    {
        _events.Datagram(Nothing).Datagram(Nothing).Datagram(Nothing);
        _transport
            .Datagram(LinkBytes.Message(1, "a") + LinkBytes.Done())
            .Datagram("14000000 0200 0000 02000000 00000000 eaffffff")
            .Datagram("14000000 0200 0000 03000000 00000000 eaffffff")
            .Datagram(LinkBytes.Message(1, "a", sequence: 4) + LinkBytes.Done(4));

        _reader.Read();
        Assert.Throws<KernelReadException>(_reader.Read);
        Assert.Equal([("a", null)], Packets(_reader.Read()));
        Assert.Equal([GetLink, GetStatistics, GetLink, GetLink], Asked);
    }

    private static IEnumerable<(string Name, ulong? Packets)> Packets(LinkTable table) => table.Rows.Select(static row => (row.Name, row.Statistics?.ReceivedPackets));

    private sealed class Clock : TimeProvider
    {
        public TimeSpan Now { get; set; } = TimeSpan.FromHours(1);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
