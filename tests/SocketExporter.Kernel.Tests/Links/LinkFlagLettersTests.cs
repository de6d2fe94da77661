using SocketExporter.Kernel.Links;

namespace SocketExporter.Kernel.Tests.Links;

/// <summary>What net-tools 2.10 printed for interfaces with these flags.</summary>
public sealed class LinkFlagLettersTests
{
    [Theory]
    [InlineData(LinkFlags.Up | LinkFlags.Loopback | LinkFlags.Running | LinkFlags.LowerUp, "LRU")]
    [InlineData(LinkFlags.Up | LinkFlags.Broadcast | LinkFlags.Running | LinkFlags.Multicast, "BMRU")]
    [InlineData(LinkFlags.Up | LinkFlags.PointToPoint | LinkFlags.Multicast | LinkFlags.NoArp, "MOPU")]
    [InlineData(
        LinkFlags.AllMulticast | LinkFlags.Broadcast | LinkFlags.Debug | LinkFlags.Multicast | LinkFlags.Dynamic | LinkFlags.Promiscuous | LinkFlags.NoTrailers
        | LinkFlags.NoArp | LinkFlags.Running | LinkFlags.Up | LinkFlags.AutoMedia | LinkFlags.PortSelect,
        "ABDMdPNORU")]
    [InlineData(LinkFlags.Broadcast | LinkFlags.AutoMedia, "B")]
    [InlineData(LinkFlags.Broadcast | LinkFlags.Slave | LinkFlags.Up, "BsU")]
    [InlineData(LinkFlags.Broadcast | LinkFlags.Master | LinkFlags.Up, "BmU")]
    [InlineData(LinkFlags.None, "[NO FLAGS]")]
    [InlineData(LinkFlags.LowerUp, "[NO FLAGS]")]
    [InlineData(LinkFlags.PortSelect, "")]
    public void Flags_are_the_letters_of_netstat(LinkFlags flags, string letters) => Assert.Equal(letters, LinkFlagLetters.Of(flags));
}
