using SocketExporter.Kernel.Netlink;

namespace SocketExporter.Kernel.Tests.Netlink;

public sealed class NetlinkAttributesTests
{
    private static List<string> Walk(string hex)
    {
        List<string> seen = [];
        var attributes = new NetlinkAttributes(Hex.Bytes(hex), "owner");
        while (attributes.Next())
        {
            seen.Add($"{attributes.Type}:{Convert.ToHexStringLower(attributes.Payload)}");
        }

        return seen;
    }

    [Fact]
    public void Nothing_holds_no_attributes() => Assert.Empty(Walk(""));

    [Fact]
    public void Attributes_are_walked_in_order_over_their_padding()
        => Assert.Equal(["1:aa", "2:", "3:bbccddee"], Walk("0500 0100 aa000000  0400 0200  0800 0300 bbccddee"));

    [Fact]
    public void The_last_attribute_may_come_without_its_padding()
        => Assert.Equal(["1:aabb"], Walk("0600 0100 aabb"));

    [Fact]
    public void Up_to_three_bytes_behind_the_last_attribute_are_padding()
        => Assert.Equal(["1:aabbccdd"], Walk("0800 0100 aabbccdd 000000"));

    [Fact]
    public void The_flag_bits_are_no_part_of_the_type()
        => Assert.Equal(["18:", "19:"], Walk("0400 1280  0400 1340"));

    [Fact]
    public void A_nested_attribute_is_walked_by_its_payload()
    {
        var outer = new NetlinkAttributes(Hex.Bytes("0c00 1280  0800 0100 76657468"), "outer");
        Assert.True(outer.Next());
        var inner = new NetlinkAttributes(outer.Payload, "inner");
        Assert.True(inner.Next());
        Assert.Equal("veth"u8.ToArray(), inner.Payload.ToArray());
        Assert.False(inner.Next());
        Assert.False(outer.Next());
    }

    [Theory]
    [InlineData("0000 0100", "attribute of owner: length 0, expected 4 to 4")]
    [InlineData("0300 0100", "attribute of owner: length 3, expected 4 to 4")]
    [InlineData("0800 0100 aabbcc", "attribute of owner: length 8, expected 4 to 7")]
    [InlineData("ffff 0100 aabbccdd", "attribute of owner: length 65535, expected 4 to 8")]
    [InlineData("0400 0100 00000000", "attribute of owner: length 0, expected 4 to 4")]
    public void A_length_that_cannot_be_is_refused(string hex, string message)
        => Assert.Equal(message, Assert.Throws<KernelReadException>(() => Walk(hex)).Message);
}
