using System.Text;
using System.Text.Json;
using SocketExporter.Kernel.Links;
using SocketExporter.Netstat.Views;

namespace SocketExporter.Tests.Netstat.Views;

public sealed class InterfaceViewsTests
{
    private static readonly LinkStatistics Counted = new()
    {
        ReceivedPackets = 104,
        ReceivedBytes = 4464,
        ReceiveErrors = 1,
        ReceiveDrops = 2,
        ReceiveOverruns = 3,
        ReceiveFrameErrors = 4,
        TransmittedPackets = 123456789,
        TransmittedBytes = 35_311_702_898,
        TransmitErrors = 5,
        TransmitDrops = 6,
        TransmitOverruns = 7,
        TransmitCarrierErrors = 8,
        TransmitCollisions = 9,
    };

    [Fact]
    public void A_row_is_as_wide_as_that_of_net_tools()
    {
        LinkRow link = Link("a-long-name-012", LinkFlags.Up | LinkFlags.Broadcast | LinkFlags.Running | LinkFlags.Multicast) with { Statistics = Counted };
        Assert.Equal(
            "a-long-name-012  1500      104      1      2 3      123456789      5      6      7 BMRU\n",
            PrintedView.Of(output => InterfaceTableView.WriteRow(output, in link)));
    }

    [Fact]
    public void An_interface_that_counts_nothing_says_so()
    {
        LinkRow link = Link("eth0", LinkFlags.None);
        Assert.Equal(
            "eth0             1500      - no statistics available -                        [NO FLAGS]\n",
            PrintedView.Of(output => InterfaceTableView.WriteRow(output, in link)));
    }

    [Fact]
    public void A_block_is_that_of_ifconfig()
    {
        LinkRow link = Link("eth0", LinkFlags.Up | LinkFlags.Broadcast | LinkFlags.Running | LinkFlags.Multicast | LinkFlags.LowerUp) with { Statistics = Counted };
        Assert.Equal(
            """
            eth0: flags=4163<UP,BROADCAST,RUNNING,MULTICAST>  mtu 1500
                    ether 02:00:5e:10:00:ff  txqueuelen 1000  (Ethernet)
                    RX packets 104  bytes 4464 (4.3 KiB)
                    RX errors 1  dropped 2  overruns 3  frame 4
                    TX packets 123456789  bytes 35311702898 (32.8 GiB)
                    TX errors 5  dropped 6 overruns 7  carrier 8  collisions 9


            """,
            PrintedView.Of(output => InterfaceBlocksView.WriteBlock(output, in link)));
    }

    [Theory]
    [InlineData(0UL, "0.0 B")]
    [InlineData(1024UL, "1024.0 B")]
    [InlineData(1025UL, "1.0 KiB")]
    [InlineData(1_048_577UL, "1.0 MiB")]
    [InlineData(18_446_744_073_709_551_615UL, "15.9 EiB")]
    public void Bytes_are_cut_to_a_tenth(ulong bytes, string rough) => Assert.Equal(rough, InterfaceBlocksView.Rough(bytes));

    [Fact]
    public void Numbers_at_the_end_of_names_are_ordered_by_value()
    {
        string[] names = ["eth10", "lo", "eth2", "eth0.5", "b7", "eth"];
        Assert.Equal(["b7", "eth", "eth2", "eth10", "eth0.5", "lo"], names.Order(Comparer<string>.Create(ShownInterfaces.Compare)));
    }

    [Fact]
    public void A_name_of_control_characters_does_not_reach_the_terminal()
    {
        LinkRow link = Link("a\u001b[2J", LinkFlags.Up);
        Assert.StartsWith("a\\x1b[2J ", PrintedView.Of(output => InterfaceTableView.WriteRow(output, in link)), StringComparison.Ordinal);
        Assert.StartsWith("a\\x1b[2J: ", PrintedView.Of(output => InterfaceBlocksView.WriteBlock(output, in link)), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_that_differ_in_bytes_that_are_no_text_differ_in_every_view()
    {
        LinkRow one = Link("a\u00ff", LinkFlags.Up);
        LinkRow other = Link("a\u00fe", LinkFlags.Up) with { Index = 5 };
        Assert.StartsWith("a\\xff ", PrintedView.Of(output => InterfaceTableView.WriteRow(output, in one)), StringComparison.Ordinal);
        Assert.StartsWith("a\\xfe: ", PrintedView.Of(output => InterfaceBlocksView.WriteBlock(output, in other)), StringComparison.Ordinal);
        using var array = JsonDocument.Parse(PrintedView.Of(output =>
        {
            InterfaceJson.Write(output.BeginRow(), in one);
            output.EndRow();
        }, json: true));
        Assert.Equal("a\\xff", array.RootElement[0].GetProperty("interface").GetString());
        Assert.Equal(["a\u00fe", "a\u00ff"], ShownInterfaces.Of(new LinkTable([one, other], interrupted: false), all: true).Select(static link => link.Name));
        var names = new InterfaceNames([one, other]);
        Assert.Equal(new byte[] { (byte)'a', 0xff }, names.Of(4));
        Assert.Equal(new byte[] { (byte)'a', 0xfe }, names.Of(5));
    }

    private static LinkRow Link(string name, LinkFlags flags) => new()
    {
        Index = 4,
        Name = name,
        NameBytes = Encoding.Latin1.GetBytes(name),
        Flags = flags,
        MtuBytes = 1500,
        TransmitQueueLengthPackets = 1000,
        MacAddress = "02:00:5e:10:00:ff",
    };
}
