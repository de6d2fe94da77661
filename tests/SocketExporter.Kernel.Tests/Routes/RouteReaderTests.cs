using SocketExporter.Kernel.Routes;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Kernel.Tests.Netlink;
using SocketExporter.Kernel.Tests.Recordings;

namespace SocketExporter.Kernel.Tests.Routes;

public sealed class RouteReaderTests
{
    private const string Ipv4 = "02 18 00 00 fe 03 00 01 00000000  0800 0100 0a010000  0800 0400 04000000";
    private const string Cloned = "02 20 00 00 fe 03 00 01 00020000  0800 0100 0a010001  0800 0400 04000000";
    private const string OfObject9 = "02 10 00 00 fe 03 00 01 00000000  0800 0100 ac200000  0800 1e00 09000000";

    [Fact]
    public void Routes_of_the_family_are_read_and_what_was_learnt_of_single_hosts_is_not()
    {
        Assert.Equal(["10.1.0.0/24"], Read(new ScriptedTransport().Datagram(Message(24, Ipv4) + Message(24, Cloned) + Done), out bool supported));
        Assert.True(supported);
    }

    [Fact]
    public void No_route_is_an_answer_too()
    {
        Assert.Empty(Read(new ScriptedTransport().Datagram(Done), out bool supported));
        Assert.True(supported);
    }

    [Fact]
    public void A_kernel_without_the_family_answers_with_others_and_does_not_support_it()
    {
        Assert.Empty(Read(new ScriptedTransport().Datagram(Message(24, Ipv4) + Done), out bool supported, IpFamily.Ipv6));
        Assert.False(supported);
    }

    [Fact]
    public void The_family_is_asked_for()
    {
        var transport = new ScriptedTransport().Datagram(Done);
        Read(transport, out _, IpFamily.Ipv6);
        byte[] request = Assert.Single(transport.Sent);
        Assert.Equal((28, 26, 0x301, 10), (request.Length, request[4], request[6] | (request[7] << 8), request[16]));
    }

    [Fact]
    public void A_route_that_only_names_its_object_gets_the_hops_of_the_group()
    {
        // nhmsg: family, scope, protocol, reserved, flags.
        string objects = Message(104, "02 00 03 00 00000000  0800 0100 07000000  0800 0500 04000000  0800 0600 0a01004d")
            + Message(104, "02 00 03 00 00000000  0800 0100 08000000  0800 0500 05000000  0800 0600 0a02004d")
            + Message(104, "00 00 03 00 00000000  0800 0100 09000000  1400 0200 07000000 00 00 0000 08000000 01 00 0000");
        using var reader = new RouteReader(new ScriptedTransport().Datagram(Message(24, OfObject9) + Done), new NextHopObjects(new ScriptedTransport().Datagram(objects + Done)));
        reader.Start(IpFamily.Ipv4);
        Assert.True(reader.Next());
        Assert.Equal([("10.1.0.77", 4, 1), ("10.2.0.77", 5, 2)], reader.Row.NextHops.ToArray().Select(hop => ($"{hop.Gateway}", hop.InterfaceIndex, hop.Weight)));
    }

    [Fact]
    public void The_weight_of_a_member_of_a_group_has_two_bytes()
    {
        string objects = Message(104, "02 00 03 00 00000000  0800 0100 07000000  0800 0500 04000000")
            + Message(104, "00 00 03 00 00000000  0800 0100 09000000  1400 0200 07000000 2b 01 0000 07000000 ff ff 0000");
        using var reader = new RouteReader(new ScriptedTransport().Datagram(Message(24, OfObject9) + Done), new NextHopObjects(new ScriptedTransport().Datagram(objects + Done)));
        reader.Start(IpFamily.Ipv4);
        Assert.True(reader.Next());
        Assert.Equal([300, 65_536], reader.Row.NextHops.ToArray().Select(hop => hop.Weight));
    }

    [Theory]
    [InlineData("02 00 03", "nhmsg: 3 bytes, need 8")]
    [InlineData("02 00 03 00 00000000 0600 0100 0700 0000", "NHA_ID: 2 bytes, need 4")]
    [InlineData("02 00 03 00 00000000 0800 0200 07000000", "NHA_GROUP: 4 bytes, expected a multiple of 8")]
    public void What_is_cut_of_an_object_is_named(string message, string expected)
    {
        Assert.Equal(expected, Assert.Throws<KernelReadException>(() => NextHopObjects.Parse(Hex.Bytes(message), out _, out _)).Message);
    }

    private static string Done => Message(3, "00000000");

    private static string Message(ushort type, string body)
    {
        byte[] message = Messages.Message(type, Hex.Bytes(body));
        message.AsSpan(8, 8).Clear();
        message[8] = 1; // the first sequence
        return Convert.ToHexString(message);
    }

    private static List<string> Read(ScriptedTransport transport, out bool supported, IpFamily family = IpFamily.Ipv4)
    {
        List<string> routes = [];
        using var reader = new RouteReader(transport, new NextHopObjects(new ScriptedTransport()));
        reader.Start(family);
        while (reader.Next())
        {
            routes.Add($"{reader.Row.Destination}/{reader.Row.PrefixLength}");
        }

        supported = reader.IsSupported;
        return routes;
    }
}
