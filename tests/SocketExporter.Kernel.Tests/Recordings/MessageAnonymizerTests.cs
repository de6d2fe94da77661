using SocketExporter.Kernel.Recordings;

namespace SocketExporter.Kernel.Tests.Recordings;

public sealed class MessageAnonymizerTests
{
    private readonly MessageAnonymizer _anonymizer = new(new AddressPseudonyms(), new NamePseudonyms());

    [Fact]
    public void Addresses_are_replaced_and_whatever_is_not_known_is_left_out()
    {
        byte[] kept = Messages.Attribute(21, 1, 2, 3, 4, 5, 6, 7, 8);
        byte[] locals = Messages.Attribute(12, 10, 77, 193, 241);
        byte[] message = Messages.Inet(2, Messages.Established, 443, 9, [10, 77, 193, 241, 0xaa, 0xbb], [93, 184, 215, 14], locals, kept);
        byte[] expected = Messages.Inet(2, Messages.Established, 443, 9, [10, 0, 0, 1], [198, 18, 0, 1], kept);
        expected.AsSpan(8, 8).Clear(); // sequence and port id
        Assert.Equal(expected, Anonymous(message, MessageKind.InetSocket));
    }

    [Fact]
    public void A_unix_name_is_replaced_and_the_padding_is_zero()
    {
        byte[] fixedPart = [1, 1, 10, 0, 5, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0];
        byte[] message = Messages.Message(20, [.. fixedPart, .. Messages.Attribute(0, [.. "/tmp/acme-secret"u8, 0]), .. Messages.Attribute(4, 1, 0, 0, 0, 2, 0, 0, 0)]);
        byte[] expected = Messages.Message(20, [.. fixedPart, .. Messages.Attribute(0, [.. "/tmp/xg-xh"u8, 0]), .. Messages.Attribute(4, 1, 0, 0, 0, 2, 0, 0, 0)]);
        expected.AsSpan(8, 8).Clear();
        Assert.Equal(expected, Anonymous(message, MessageKind.UnixSocket));
    }

    [Fact]
    public void Of_an_interface_the_kind_stays_and_what_its_tunnel_connects_does_not()
    {
        byte[] data = Messages.Attribute(2, 93, 184, 215, 14);
        byte[] kind = Messages.Attribute(1, [.. "gre"u8, 0]);
        byte[] message = Messages.Message(
            16,
            [
                .. new byte[16], .. Messages.Attribute(3, [.. "acme-tunnel"u8, 0]), .. Messages.Attribute(1, 93, 184, 215, 14), .. Messages.Attribute(20, [.. "alias of acme"u8]),
                .. Messages.Attribute(18, [.. kind, .. data]),
            ]);
        byte[] expected = Messages.Message(
            16, [.. new byte[16], .. Messages.Attribute(3, [.. "if-g"u8, 0]), .. Messages.Attribute(1, 198, 18, 0, 1), .. Messages.Attribute(18, kind)]);
        expected.AsSpan(8, 8).Clear();
        Assert.Equal(expected, Anonymous(message, MessageKind.Link));
    }

    [Fact]
    public void Of_a_route_the_addresses_are_replaced_and_lengths_numbers_and_weights_stay()
    {
        byte[] fixedPart = [2, 16, 0, 0, 254, 186, 0, 1, 0, 0, 0, 0];
        byte[] multipath = [24, 0, 0, 2, 4, 0, 0, 0, .. Messages.Attribute(5, 93, 184, 215, 14), .. Messages.Attribute(22, 1, 2, 3, 4)];
        byte[] metrics = [.. Messages.Attribute(2, 0x78, 5, 0, 0), .. Messages.Attribute(16, [.. "acmecc"u8, 0])];
        byte[] message = Messages.Message(24, [.. fixedPart, .. Messages.Attribute(1, 10, 77, 0, 0), .. Messages.Attribute(6, 50, 0, 0, 0), .. Messages.Attribute(9, multipath), .. Messages.Attribute(8, metrics), .. Messages.Attribute(22, 1, 2, 3, 4)]);
        byte[] hop = [16, 0, 0, 2, 4, 0, 0, 0, .. Messages.Attribute(5, 198, 18, 0, 1)];
        byte[] expected = Messages.Message(24, [.. fixedPart, .. Messages.Attribute(1, 10, 0, 0, 1), .. Messages.Attribute(6, 50, 0, 0, 0), .. Messages.Attribute(9, hop), .. Messages.Attribute(8, Messages.Attribute(2, 0x78, 5, 0, 0))]);
        expected.AsSpan(8, 8).Clear();
        Assert.Equal(expected, Anonymous(message, MessageKind.Route));
    }

    [Fact]
    public void Of_a_nexthop_object_the_gateway_is_replaced_and_of_a_neighbour_only_its_state_stays()
    {
        byte[] nextHop = Messages.Message(104, [2, 0, 3, 0, 0, 0, 0, 0, .. Messages.Attribute(1, 7, 0, 0, 0), .. Messages.Attribute(6, 93, 184, 215, 14), .. Messages.Attribute(8, 1, 2, 3, 4)]);
        byte[] expected = Messages.Message(104, [2, 0, 3, 0, 0, 0, 0, 0, .. Messages.Attribute(1, 7, 0, 0, 0), .. Messages.Attribute(6, 198, 18, 0, 1)]);
        expected.AsSpan(8, 8).Clear();
        Assert.Equal(expected, Anonymous(nextHop, MessageKind.NextHop));

        byte[] fixedPart = [2, 0, 0, 0, 4, 0, 0, 0, 2, 0, 0, 1];
        byte[] neighbour = Messages.Message(28, fixedPart);
        neighbour.AsSpan(8, 8).Clear();
        Assert.Equal(neighbour, Anonymous(Messages.Message(28, [.. fixedPart, .. Messages.Attribute(1, 93, 184, 215, 14), .. Messages.Attribute(2, 2, 0, 94, 16, 0, 255)]), MessageKind.Neighbour));
    }

    [Fact]
    public void An_error_keeps_its_number_and_loses_the_request_behind_it()
    {
        byte[] expected = Messages.Message(2, [0xfe, 0xff, 0xff, 0xff]);
        expected.AsSpan(8, 8).Clear();
        Assert.Equal(expected, Anonymous(Messages.Message(2, [0xfe, 0xff, 0xff, 0xff, 1, 2, 3, 4, 5, 6, 7, 8]), MessageKind.InetSocket));
    }

    [Theory]
    [InlineData("10000000")]
    [InlineData("ffffffff 14000200 00000000 00000000")]
    [InlineData("14000000 14000200 00000000 00000000 02010000")]
    public void What_is_no_message_is_refused(string hex)
        => Assert.Throws<KernelReadException>(() => Anonymous(Netlink.Hex.Bytes(hex), MessageKind.InetSocket));

    private byte[] Anonymous(byte[] datagram, MessageKind kind)
    {
        List<byte> output = [];
        _anonymizer.Append(datagram, kind, output);
        return [.. output];
    }
}
