using SocketExporter.Kernel.Abi;
using SocketExporter.Kernel.Netlink;

namespace SocketExporter.Kernel.Tests.Netlink;

public sealed class NetlinkBytesTests
{
    [Fact]
    public void A_structure_is_read_from_the_front_of_longer_bytes()
    {
        nlmsghdr header = NetlinkBytes.Read<nlmsghdr>(Hex.Bytes("14000000 0300 1200 07000000 2a000000 ffff"), "nlmsghdr");
        Assert.Equal(20u, header.nlmsg_len);
        Assert.Equal(3, header.nlmsg_type);
        Assert.Equal(0x12, header.nlmsg_flags);
        Assert.Equal(7u, header.nlmsg_seq);
        Assert.Equal(42u, header.nlmsg_pid);
    }

    [Fact]
    public void A_view_shows_the_bytes_themselves()
    {
        byte[] bytes = Hex.Bytes("08000100");
        ref readonly nlattr attribute = ref NetlinkBytes.View<nlattr>(bytes, "nlattr");
        bytes[0] = 9;
        Assert.Equal(9, attribute.nla_len);
    }

    [Theory]
    [InlineData("", "nlmsghdr: 0 bytes, need 16")]
    [InlineData("14000000 0300 1200 07000000 2a0000", "nlmsghdr: 15 bytes, need 16")]
    public void Short_bytes_are_refused_by_read_and_by_view(string hex, string message)
    {
        Assert.Equal(message, Assert.Throws<KernelReadException>(() => NetlinkBytes.Read<nlmsghdr>(Hex.Bytes(hex), "nlmsghdr")).Message);
        Assert.Equal(message, Assert.Throws<KernelReadException>(() => NetlinkBytes.View<nlmsghdr>(Hex.Bytes(hex), "nlmsghdr").nlmsg_len).Message);
    }
}
