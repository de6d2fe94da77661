using Microsoft.Extensions.Time.Testing;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Publishing;
using SocketExporter.Snapshots;
using SocketExporter.Tests.Sampling;

namespace SocketExporter.Tests.Publishing;

public sealed class StuckLogTests
{
    private readonly RecordingLogger<StuckLogTests> _logger = new();
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void A_queue_that_stands_still_and_moves_again_is_two_lines_with_both_addresses()
    {
        StuckLog log = Log(6);
        log.Say([Event(1, StuckChange.StandsStill, seconds: 11), Event(2, StuckChange.StandsStill, StuckReason.ZeroWindow, 12)]);
        log.Say([]);
        log.Say([Event(1, StuckChange.MovesAgain, seconds: 31), Event(2, StuckChange.Closed, StuckReason.ZeroWindow, 32)]);

        Assert.Equal(
            [
                "Warning: receive queue stuck: 10.0.0.1:80 from 10.0.0.9:50001 of nginx, inbound port 80, 700 bytes not read for 11 s",
                "Warning: send queue stuck: 10.0.0.1:80 to 10.0.0.9:50002 of nginx, inbound port 80, 700 bytes not acknowledged for 12 s, zero_window",
                "Information: receive queue moves again after 31 s: 10.0.0.1:80 and 10.0.0.9:50001 of nginx, inbound port 80",
                "Information: send queue gone with its connection after 32 s: 10.0.0.1:80 and 10.0.0.9:50002 of nginx, inbound port 80",
            ],
            _logger.Lines);
    }

    [Fact]
    public void Beyond_the_limit_of_a_minute_queues_are_counted_and_their_end_is_not_told_either()
    {
        StuckLog log = Log(2);
        log.Say([.. Enumerable.Range(1, 5).Select(static cookie => Event((ulong)cookie, StuckChange.StandsStill))]);
        _time.Advance(TimeSpan.FromSeconds(59));
        log.Say([Event(6, StuckChange.StandsStill), Event(5, StuckChange.MovesAgain)]);
        Assert.Equal(2, _logger.Lines.Count);

        _time.Advance(TimeSpan.FromSeconds(1));
        log.Say([]);
        log.Say([]);
        Assert.Equal("Warning: 4 more queues were found stuck within a minute and not logged (log.stuck-per-minute is 2); the metrics count all", Assert.Single(_logger.Lines.Skip(2)));

        log.Say([Event(7, StuckChange.StandsStill)]);
        Assert.Equal(4, _logger.Lines.Count);
    }

    [Fact]
    public void Nothing_is_logged_at_a_limit_of_0()
    {
        StuckLog log = Log(0);
        log.Say([Event(1, StuckChange.StandsStill)]);
        _time.Advance(TimeSpan.FromMinutes(2));
        log.Say([Event(1, StuckChange.MovesAgain)]);

        Assert.Empty(_logger.Lines);
    }

    private StuckLog Log(int perMinute) => new(_logger, _time, perMinute);

    private static StuckEvent Event(ulong cookie, StuckChange change, StuckReason? reason = null, int seconds = 10)
    {
        var socket = new TcpSocketIdentity(IpFamily.Ipv4, Rows.Address("10.0.0.1"), Rows.Address("10.0.0.9"), 80, (ushort)(50_000 + cookie), 0, cookie);
        return new StuckEvent(new StuckConnection(socket, Direction.Inbound, 80, "nginx", reason, 700, default), change, TimeSpan.FromSeconds(seconds));
    }
}
