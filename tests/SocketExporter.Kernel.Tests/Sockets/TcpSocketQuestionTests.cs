using System.Net;
using System.Net.Sockets;
using SocketExporter.Kernel.Netlink;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Kernel.Tests.Netlink;

namespace SocketExporter.Kernel.Tests.Sockets;

public sealed class TcpSocketQuestionTests
{
    // ESTABLISHED 127.0.0.1:8080, peer 127.0.0.1:50000, interface 0, cookie 7; nothing queued.
    private const string Connection =
        "02010000" + "1f90c350" +
        "7f000001000000000000000000000000" + "7f000001000000000000000000000000" +
        "00000000" + "07000000" + "00000000" +
        "00000000" + "05000000" + "00000000" + "00000000" + "11000000";

    // Length 16 + 72, type SOCK_DIAG_BY_FAMILY, no flags: nothing ends an answer of one message.
    private const string Answer = "58000000" + "1400" + "0000" + "01000000" + "00000000" + Connection;

    private static readonly TcpSocketIdentity Asked = new(IpFamily.Ipv4, default, default, 8080, 50_000, 0, 7);

    [Fact]
    public void The_question_names_both_ends_and_the_cookie_and_asks_for_tcp_info()
    {
        var transport = new ScriptedTransport().Datagram(Answer);
        using var question = new TcpSocketQuestion(transport);
        question.Ask(new TcpSocketIdentity(IpFamily.Ipv6, new IpAddress(0x20010db800000000, 1), new IpAddress(0x20010db800000000, 9), 443, 50_001, 3, 0x0000000200000007));

        byte[] request = Assert.Single(transport.Sent);
        Assert.Equal("0100", Convert.ToHexString(request.AsSpan(6, 2))); // NLM_F_REQUEST, no dump
        Assert.Equal("0A060200", Convert.ToHexString(request.AsSpan(16, 4))); // AF_INET6, TCP, tcp_info
        Assert.Equal(
            "01BBC351" + "20010DB8000000000000000000000001" + "20010DB8000000000000000000000009" + "03000000" + "07000000" + "02000000",
            Convert.ToHexString(request.AsSpan(24, 48)));
    }

    [Fact]
    public void An_answer_is_one_message_without_an_end()
    {
        using var question = new TcpSocketQuestion(new ScriptedTransport().Datagram(Answer));

        Assert.True(question.Ask(Asked));
        Assert.Equal((TcpState.Established, 5u, 7ul), (question.Row.State, question.Row.ReceiveQueue, question.Row.Cookie));
        Assert.Null(question.Row.ReceivedBytes);
    }

    [Fact]
    public void A_socket_that_is_gone_is_no_error()
    {
        const string noEntry = "24000000" + "0200" + "0000" + "01000000" + "00000000" + "feffffff" + "00000000" + "00000000" + "00000000" + "00000000";
        using var question = new TcpSocketQuestion(new ScriptedTransport().Datagram(noEntry));

        Assert.False(question.Ask(Asked));
    }

    [Fact]
    public void Another_socket_under_the_same_addresses_is_not_the_one_asked_for()
    {
        using var question = new TcpSocketQuestion(new ScriptedTransport().Datagram(Answer));

        Assert.False(question.Ask(Asked with { Cookie = 8 }));
    }

    [Fact]
    public void A_refusal_says_what_was_asked()
    {
        const string refused = "24000000" + "0200" + "0000" + "01000000" + "00000000" + "ffffffff" + "00000000" + "00000000" + "00000000" + "00000000";
        using var question = new TcpSocketQuestion(new ScriptedTransport().Datagram(refused));

        Assert.Contains("one TCP socket", Assert.Throws<KernelReadException>(() => question.Ask(Asked)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public void The_kernel_tells_what_has_gone_through_a_connection_and_that_it_is_gone(string address)
    {
        using var listener = new TcpListener(IPAddress.Parse(address), 0);
        listener.Start();
        using var client = new TcpClient(AddressFamilyOf(address));
        client.Connect((IPEndPoint)listener.LocalEndpoint);
        using Socket server = listener.AcceptSocket();
        client.Client.Send(new byte[1000]);
        server.Poll(TimeSpan.FromSeconds(10), SelectMode.SelectRead);
        Assert.Equal(300, server.Receive(new byte[300]));

        TcpSocketIdentity identity = IdentityOf((IPEndPoint)server.LocalEndPoint!, (IPEndPoint)server.RemoteEndPoint!);
        using var question = new TcpSocketQuestion(new LiveKernel("/proc"));
        Assert.True(question.Ask(identity));
        Assert.Equal((1000ul, 700u), (question.Row.ReceivedBytes!.Value, question.Row.ReceiveQueue));

        Assert.Equal(0, Enumerable.Range(0, 5).Min(_ =>
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            question.Ask(identity);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }));

        server.LingerState = new LingerOption(true, 0);
        server.Close();
        Assert.False(question.Ask(identity));
    }

    private static AddressFamily AddressFamilyOf(string address) => IPAddress.Parse(address).AddressFamily;

    private static TcpSocketIdentity IdentityOf(IPEndPoint local, IPEndPoint remote)
    {
        using var reader = new TcpSocketReader(new LiveKernel("/proc"));
        reader.Start();
        while (reader.Next())
        {
            if (reader.Row.LocalPort == local.Port && reader.Row.RemotePort == remote.Port)
            {
                return TcpSocketIdentity.Of(reader.Row);
            }
        }

        throw new InvalidOperationException($"{local} is not among the kernel's sockets");
    }
}
