using SocketExporter.Kernel.Netlink;

namespace SocketExporter.Kernel.Tests.Netlink;

public sealed class RtnetlinkEventsTests : IDisposable
{
    /// <summary>What a socket for events says when there is none: nothing.</summary>
    private const string Nothing = "";

    private const string NewLink = "14000000 1000 0000 00000000 00000000 01020304";
    private const string NewRoute = "14000000 1800 0000 00000000 00000000 05060708";

    private readonly ScriptedTransport _transport = new();
    private readonly RtnetlinkEvents _events;

    public RtnetlinkEventsTests() => _events = new RtnetlinkEvents(_transport);

    public void Dispose() => _events.Dispose();

    [Fact]
    public void The_first_look_has_missed_what_was_before_it()
    {
        _transport.Datagram(Nothing).Datagram(Nothing);
        Assert.Equal((0, true), Look());
        Assert.Equal((0, false), Look());
    }

    [Fact]
    public void Events_come_one_by_one_whether_they_share_a_datagram_or_not()
    {
        _transport.Datagram(Nothing).Datagram(NewLink + NewRoute).Datagram(NewLink).Datagram(Nothing);
        Look();
        _events.Start();
        List<(ushort, byte)> heard = [];
        while (_events.Next())
        {
            heard.Add((_events.MessageType, _events.Message[0]));
        }

        Assert.Equal([((ushort)16, (byte)1), ((ushort)24, (byte)5), ((ushort)16, (byte)1)], heard);
        Assert.False(_events.Missed);
    }

    [Fact]
    public void Lost_events_are_missed_once_and_those_that_are_left_are_heard()
    {
        _transport.Datagram(Nothing).Error(105).Datagram(NewLink).Datagram(Nothing).Datagram(Nothing);
        Look();
        Assert.Equal((1, true), Look());
        Assert.Equal((0, false), Look());
    }

    [Fact]
    public void Who_can_not_listen_has_missed_everything_and_tries_again()
    {
        _transport.Error(24).AfterReset(Nothing);
        Assert.Equal((0, true), Look());
        Assert.Equal(1, _transport.Resets);
        Assert.Equal((0, true), Look());
        _transport.Datagram(Nothing);
        Assert.Equal((0, false), Look());
    }

    [Fact]
    public void Datagrams_of_other_senders_are_nothing()
    {
        _transport.Datagram(Nothing).Datagram(NewLink, sender: 77).Datagram(Nothing);
        Look();
        Assert.Equal((0, false), Look());
    }

    [Theory]
    [InlineData("1400")]
    [InlineData("0f000000 1000 0000 00000000 00000000")]
    [InlineData("15000000 1000 0000 00000000 00000000 01020304")]
    public void What_is_no_message_is_a_missed_one(string datagram)
    {
        _transport.Datagram(Nothing).Datagram(datagram).Datagram(NewLink).Datagram(Nothing);
        Look();
        Assert.Equal((1, true), Look());
    }

    [Fact]
    public void A_cut_event_is_a_missed_one()
    {
        _transport.Datagram(Nothing).Datagram(NewLink, trueLength: 20_000).Datagram(Nothing);
        Look();
        Assert.Equal((0, true), Look());
    }

    [Fact]
    public void A_flood_ends_and_everything_counts_as_missed()
    {
        using var transport = new ScriptedTransport { Endless = Hex.Bytes(NewLink) };
        using var events = new RtnetlinkEvents(transport);
        events.Start();
        int heard = 0;
        while (events.Next())
        {
            heard++;
        }

        Assert.Equal((RtnetlinkEvents.MaxEvents, true), (heard, events.Missed));
        Assert.Equal(1, transport.Resets);
    }

    private (int Heard, bool Missed) Look()
    {
        int heard = 0;
        _events.Start();
        while (_events.Next())
        {
            heard++;
        }

        return (heard, _events.Missed);
    }
}
