using System.Text;
using SocketExporter.Kernel.Links;
using SocketExporter.Kernel.Tests.Netlink;

namespace SocketExporter.Kernel.Tests.Links;

public sealed class LinkMessageTests
{
    private const string Fixed = "00 00 0100 07000000 43100100 00000000";

    private static string Failure(string hex)
        => Assert.Throws<KernelReadException>(() => LinkMessage.Parse(Hex.Bytes(hex)).Index).Message;

    [Fact]
    public void Every_attribute_that_is_known_is_read()
    {
        LinkMessage link = LinkMessage.Parse(Hex.Bytes(LinkBytes.Eth0));
        Assert.Equal(7, link.Index);
        Assert.Equal(LinkFlags.Up | LinkFlags.Broadcast | LinkFlags.Running | LinkFlags.Multicast | LinkFlags.LowerUp, link.Flags);
        Assert.Equal("eth0", Encoding.UTF8.GetString(link.Name));
        Assert.Equal("veth", Encoding.UTF8.GetString(link.Kind));
        Assert.Equal(Hex.Bytes("02005e1000ff"), link.Address.ToArray());
        Assert.Equal(1500u, link.MtuBytes);
        Assert.Equal(1000u, link.TransmitQueueLengthPackets);
        Assert.Equal(OperationalState.Up, link.OperationalState);
        Assert.True(link.Carrier);
        Assert.Equal(3u, link.CarrierChanges);
    }

    [Fact]
    public void Statistics_are_grouped_as_in_proc_net_dev()
        => Assert.Equal(
            new LinkStatistics
            {
                ReceivedPackets = 0x1,
                TransmittedPackets = 0x2,
                ReceivedBytes = 0x4,
                TransmittedBytes = 0x8,
                ReceiveErrors = 0x10,
                TransmitErrors = 0x20,
                ReceiveDrops = 0x40 + 0x8000,
                TransmitDrops = 0x80,
                ReceivedMulticastPackets = 0x100,
                TransmitCollisions = 0x200,
                ReceiveFrameErrors = 0x400 + 0x800 + 0x1000 + 0x2000,
                ReceiveOverruns = 0x4000,
                TransmitCarrierErrors = 0x10000 + 0x20000 + 0x80000 + 0x100000,
                TransmitOverruns = 0x40000,
                ReceivedCompressedPackets = 0x200000,
                TransmittedCompressedPackets = 0x400000,
                ReceiveUnhandledPackets = 0x800000,
            },
            LinkMessage.Parse(Hex.Bytes(LinkBytes.Eth0)).Statistics);

    [Fact]
    public void Statistics_of_a_kernel_before_4_6_have_no_unhandled_packets()
    {
        string older = LinkBytes.Statistics.Replace(" ", "", StringComparison.Ordinal)[..(184 * 2)];
        LinkStatistics? statistics = LinkMessage.Parse(Hex.Bytes(Fixed + LinkBytes.Name("a") + "bc00 1700" + older)).Statistics;
        Assert.Null(statistics!.Value.ReceiveUnhandledPackets);
        Assert.Equal(0x400000u, statistics.Value.TransmittedCompressedPackets);
    }

    [Fact]
    public void Statistics_longer_than_known_are_read_as_far_as_known()
    {
        string newer = LinkBytes.Statistics + "1100000000000000 1200000000000000";
        LinkStatistics? statistics = LinkMessage.Parse(Hex.Bytes(Fixed + LinkBytes.Name("a") + "d400 1700" + newer)).Statistics;
        Assert.Equal(0x800000u, statistics!.Value.ReceiveUnhandledPackets);
    }

    [Fact]
    public void What_the_kernel_does_not_say_is_null_and_not_zero()
    {
        LinkMessage link = LinkMessage.Parse(Hex.Bytes(Fixed + LinkBytes.Name("a")));
        Assert.Null(link.MtuBytes);
        Assert.Null(link.TransmitQueueLengthPackets);
        Assert.Null(link.OperationalState);
        Assert.Null(link.Carrier);
        Assert.Null(link.CarrierChanges);
        Assert.Null(link.Statistics);
        Assert.True(link.Kind.IsEmpty);
    }

    [Theory]
    [InlineData("", "ifinfomsg: 0 bytes, need 16")]
    [InlineData("00 00 0100 07000000 43100100 000000", "ifinfomsg: 15 bytes, need 16")]
    [InlineData(Fixed, "ifinfomsg of interface 7: no IFLA_IFNAME, expected a name")]
    [InlineData(Fixed + "0500 0300 00 000000", "ifinfomsg of interface 7: no IFLA_IFNAME, expected a name")]
    [InlineData(Fixed + "0900 0300 6574", "attribute of ifinfomsg: length 9, expected 4 to 6")]
    [InlineData(Fixed + "0600 0400 dc05 0000", "IFLA_MTU: 2 bytes, need 4")]
    [InlineData(Fixed + "0400 0d00", "IFLA_TXQLEN: 0 bytes, need 4")]
    [InlineData(Fixed + "0400 1000", "IFLA_OPERSTATE: 0 bytes, need 1")]
    [InlineData(Fixed + "0400 2100", "IFLA_CARRIER: 0 bytes, need 1")]
    [InlineData(Fixed + "0400 2300", "IFLA_CARRIER_CHANGES: 0 bytes, need 4")]
    [InlineData(Fixed + "0c00 1700 0100000000000000", "rtnl_link_stats64: 8 bytes, need 184")]
    [InlineData(Fixed + "0800 1280 ff00 0100", "attribute of IFLA_LINKINFO: length 255, expected 4 to 4")]
    public void A_message_that_is_too_short_is_refused(string hex, string message) => Assert.Equal(message, Failure(hex));

    [Fact]
    public void A_message_cut_anywhere_is_read_so_far_or_refused_and_nothing_else()
    {
        byte[] whole = Hex.Bytes(LinkBytes.Eth0);
        for (int length = 0; length < whole.Length; length++)
        {
            try
            {
                Assert.Equal(7, LinkMessage.Parse(whole.AsSpan(0, length)).Index);
            }
            catch (KernelReadException)
            {
                // What it must be when it is refused.
            }
        }
    }
}
