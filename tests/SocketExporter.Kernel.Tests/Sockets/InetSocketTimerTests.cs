using SocketExporter.Kernel.Sockets;
using SocketExporter.Kernel.Tests.Netlink;

namespace SocketExporter.Kernel.Tests.Sockets;

public sealed class InetSocketTimerTests
{
    // ESTABLISHED, 127.0.0.1:8080 → 127.0.0.1:40000, retransmit timer (1), three retransmissions, 1,500 ms left, Send-Q 7.
    private const string Retransmitting =
        "02010103" + "1f909c40" +
        "7f000001000000000000000000000000" + "7f000001000000000000000000000000" +
        "00000000" + "01000000" + "02000000" +
        "dc050000" + "00000000" + "07000000" + "e8030000" + "92100000";

    // INET_DIAG_INFO (2) of 60 bytes: retransmits 3, probes 0; last data sent 4,000 ms and received 5,000 ms ago at offsets 44 and 52.
    private const string Information =
        "40000200" + "01000300" + "00000000" +
        "00000000" + "00000000" + "00000000" + "00000000" + "00000000" + "00000000" + "00000000" + "00000000" + "00000000" +
        "a00f0000" + "00000000" + "88130000" + "00000000";

    [Fact]
    public void The_timer_is_told_with_its_count_and_the_time_left()
    {
        InetSocketRow row = Parse(Retransmitting, withAttributes: false);

        Assert.Equal((TcpTimer.Retransmit, 3, 1_500u), (row.Timer, row.TimerCount, row.TimerMilliseconds));
        Assert.Equal((null, null), (row.LastDataSentMilliseconds, row.LastDataReceivedMilliseconds));
    }

    [Fact]
    public void How_long_a_connection_is_silent_stands_in_tcp_info()
    {
        InetSocketRow row = Parse(Retransmitting + Information, withAttributes: true);

        Assert.Equal((4_000u, 5_000u), (row.LastDataSentMilliseconds, row.LastDataReceivedMilliseconds));
        Assert.Equal((byte?)3, row.Retransmissions);
    }

    [Fact]
    public void A_tcp_info_that_ends_before_says_nothing_of_it()
    {
        // 52 bytes: the last time data were sent is in it, that of data received is not.
        InetSocketRow row = Parse(Retransmitting + "38000200" + Information[8..(8 + 104)], withAttributes: true);

        Assert.Equal((4_000u, null), (row.LastDataSentMilliseconds, row.LastDataReceivedMilliseconds));
    }

    [Theory]
    [InlineData(72, 1_500u, null, null)] // as far as the round-trip time
    [InlineData(104, 1_500u, 7u, null)] // before Linux 4.2
    [InlineData(140, 1_500u, 7u, 90_000u)]
    [InlineData(71, null, null, null)]
    public void Round_trip_time_and_segments_are_told_as_far_as_tcp_info_goes(int bytes, uint? roundTrip, uint? again, uint? sent)
    {
        byte[] information = new byte[4 + bytes];
        BitConverter.TryWriteBytes(information, (ushort)information.Length);
        information[2] = 2;
        Put(information, 4 + 68, 1_500);
        Put(information, 4 + 100, 7);
        Put(information, 4 + 136, 90_000);
        InetSocketRow row = Parse(Retransmitting + Convert.ToHexString(information), withAttributes: true);

        Assert.Equal((roundTrip, again, sent), (row.RoundTripMicroseconds, row.RetransmittedSegments, row.SentSegments));
        InetSocketParser.Parse(Hex.Bytes(Retransmitting), withAttributes: true, ref row);
        Assert.Equal((null, null, null), (row.RoundTripMicroseconds, row.RetransmittedSegments, row.SentSegments));

        static void Put(byte[] bytes, int offset, uint value)
        {
            if (bytes.Length >= offset + 4)
            {
                BitConverter.TryWriteBytes(bytes.AsSpan(offset), value);
            }
        }
    }

    [Theory]
    [InlineData(false, "00")]
    [InlineData(true, "02")] // INET_DIAG_INFO
    public void The_walk_asks_for_tcp_info_only_when_it_is_told_to(bool withInformation, string extensions)
    {
        var transport = new ScriptedTransport().Datagram("14000000" + "0300" + "0200" + "01000000" + "00000000" + "00000000");
        using var reader = new TcpSocketReader(transport);
        reader.Start(withInformation);

        Assert.Equal(extensions, Convert.ToHexString(Assert.Single(transport.Sent).AsSpan(19, 1)));
    }

    private static InetSocketRow Parse(string hex, bool withAttributes)
    {
        InetSocketRow row = default;
        InetSocketParser.Parse(Hex.Bytes(hex), withAttributes, ref row);
        return row;
    }
}
