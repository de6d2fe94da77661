using SocketExporter.Kernel.Sockets;
using SocketExporter.Kernel.Tests.Netlink;

namespace SocketExporter.Kernel.Tests.Sockets;

public sealed class TcpFamilyReaderTests
{
    private const string Done = "14000000" + "0300" + "0200" + "01000000" + "00000000" + "00000000";
    private const string DoneWithEnoent = "14000000" + "0300" + "0200" + "01000000" + "00000000" + "feffffff";

    // ESTABLISHED on [::1]:80, tcp_info cut after tcpi_probes.
    private const string Message = "60000000" + "1400" + "0200" + "01000000" + "00000000" +
        "0a010100" + "00509c40" +
        "00000000000000000000000000000001" + "00000000000000000000000000000001" +
        "00000000" + "01000000" + "00000000" +
        "c8000000" + "00000000" + "07000000" + "00000000" + "11000000" +
        "08000200" + "01000302";

    [Theory]
    [InlineData(IpFamily.Ipv4, true, true, true, 2, 2, 0xfffu)]
    [InlineData(IpFamily.Ipv6, true, false, false, 10, 0, 0x400u)]
    [InlineData(IpFamily.Ipv4, false, true, false, 2, 0, 0xbffu)]
    public void One_family_and_the_wanted_states_are_asked_for(IpFamily family, bool listeners, bool connections, bool withInfo, int askedFamily, int extensions, uint states)
    {
        var transport = new ScriptedTransport().Datagram(Done);
        using var reader = new TcpFamilyReader(transport);
        reader.Start(family, listeners, connections, withInfo);

        byte[] request = Assert.Single(transport.Sent);
        Assert.Equal(20, request[4]); // SOCK_DIAG_BY_FAMILY
        Assert.Equal((askedFamily, 6, extensions), (request[16], request[17], request[18]));
        Assert.Equal(states, BitConverter.ToUInt32(request, 20));
    }

    [Fact]
    public void A_connection_is_told_with_its_timer()
    {
        using var reader = new TcpFamilyReader(new ScriptedTransport().Datagram(Message + Done));
        reader.Start(IpFamily.Ipv6, listeners: true, connections: true, withInfo: true);

        Assert.True(reader.Next());
        Assert.Equal((80, 7u, TcpTimer.Retransmit, 200u), (reader.Row.LocalPort, reader.Row.SendQueue, reader.Row.Timer, reader.Row.TimerMilliseconds));
        Assert.Equal(((byte?)3, (byte?)2), (reader.Row.Retransmissions, reader.Row.Probes));
        Assert.False(reader.Next());
        Assert.False(reader.WasInterrupted);
    }

    [Fact]
    public void A_kernel_without_tcp_diag_is_told_apart_from_one_without_ipv6()
    {
        using var v4 = new TcpFamilyReader(new ScriptedTransport().Datagram(DoneWithEnoent));
        v4.Start(IpFamily.Ipv4, listeners: true, connections: true, withInfo: false);
        Assert.StartsWith("TCP sockets: this kernel has no tcp_diag", Assert.Throws<KernelReadException>(() => v4.Next()).Message, StringComparison.Ordinal);

        using var v6 = new TcpFamilyReader(new ScriptedTransport().Datagram(DoneWithEnoent));
        v6.Start(IpFamily.Ipv6, listeners: true, connections: true, withInfo: false);
        Assert.False(v6.Next());
    }
}
