using System.Text;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Kernel.Tests.Io;

namespace SocketExporter.Kernel.Tests.Sockets;

/// <summary>The tables as net/sctp/proc.c prints them. No kernel with SCTP was at hand: nothing here was recorded.</summary>
public sealed class SctpSocketReaderTests
{
    private const string EndpointTitles = " ENDPT     SOCK   STY SST HBKT LPORT   UID INODE LADDRS\n";
    private const string Endpoint = "ffff9d5e0c1a2000 ffff9d5e0c1a3000 2   10  49   5000     33 18721 0.0.0.0 0000:0000:0000:0000:0000:0000:0000:0001 \n";
    private const string AssociationTitles =
        " ASSOC     SOCK   STY SST ST HBKT ASSOC-ID TX_QUEUE RX_QUEUE UID INODE LPORT RPORT LADDRS <-> RADDRS HBINT INS OUTS MAXRT T1X T2X RTXC wmema wmemq sndbuf rcvbuf\n";
    private const string Association =
        "ffff9d5e0c1a4000 ffff9d5e0c1a5000 2   1   3  0       7      120       64      33 18722 5000  40000  *127.0.0.1 10.0.0.1 <-> *127.0.0.2 \t    7500    10    10   10    0    0        0        1        0   212992   212992\n";

    [Fact]
    public void Endpoints_come_first_then_associations()
    {
        using ProcNet proc = new ProcNet().Table("sctp/eps", EndpointTitles + Endpoint).Table("sctp/assocs", AssociationTitles + Association);
        using var reader = new SctpSocketReader(proc.Path);
        reader.Start();

        Assert.True(reader.IsPresent);
        Assert.True(reader.Next());
        SctpSocket endpoint = reader.Socket;
        Assert.Null(endpoint.Association);
        Assert.Equal(TcpState.Listen, endpoint.State);
        Assert.Equal(5000, endpoint.LocalPort);
        Assert.Equal(33u, endpoint.Uid);
        Assert.Equal(18721u, endpoint.Inode);
        Assert.Equal(["0.0.0.0", "[::1]"], Text(endpoint.Local));
        Assert.Empty(endpoint.Remote);

        Assert.True(reader.Next());
        SctpSocket association = reader.Socket;
        Assert.Equal(SctpAssociationState.Established, association.Association);
        Assert.Equal(TcpState.Established, association.State);
        Assert.Equal((5000, 40000), (association.LocalPort, association.RemotePort));
        Assert.Equal((120, 64), (association.SendQueueBytes, association.ReceiveQueueBytes));
        Assert.Equal(["*127.0.0.1", "10.0.0.1"], Text(association.Local));
        Assert.Equal(["*127.0.0.2"], Text(association.Remote));
        Assert.Equal(18722u, association.Inode);
        Assert.False(reader.Next());
    }

    [Fact]
    public void A_kernel_without_SCTP_has_none_and_says_so()
    {
        using var proc = new ProcNet();
        using var reader = new SctpSocketReader(proc.Path);
        reader.Start();

        Assert.False(reader.IsPresent);
        Assert.False(reader.Next());
    }

    [Theory]
    [InlineData("x y", "eps: a line that ends early, expected all columns")]
    [InlineData("x y 2 99 49 5000 33 1 0.0.0.0", "eps: socket state 99, expected 1 to 11")]
    [InlineData("x y 2 10 49 70000 33 1 0.0.0.0", "eps: port 70000, expected 0 to 65535")]
    [InlineData("x y 2 10 49 5000 -1 1 0.0.0.0", "eps: -1, expected 0 to 4294967295")]
    [InlineData("x y 2 10 49 5000 33 1 0.0.0.0.0", "eps: '0.0.0.0.0', expected an address")]
    public void An_endpoint_of_another_shape_is_refused_by_name(string line, string message)
    {
        Assert.Equal(message, Assert.Throws<KernelReadException>(() => SctpTableText.ParseEndpoint(Encoding.Latin1.GetBytes(line), "eps")).Message);
    }

    [Theory]
    [InlineData("x y 2 1 9", "assocs: association state 9, expected 0 to 7")]
    [InlineData("x y 2 1 3 0 7 120 64 33 1 5000 40000 *127.0.0.1 10.0.0.1 7500", "assocs: '7500', expected <-> between the addresses")]
    public void An_association_of_another_shape_is_refused_by_name(string line, string message)
    {
        Assert.Equal(message, Assert.Throws<KernelReadException>(() => SctpTableText.ParseAssociation(Encoding.Latin1.GetBytes(line), "assocs")).Message);
    }

    private static IEnumerable<string> Text(IEnumerable<SctpAddress> addresses)
        => addresses.Select(static address => (address.IsPrimary ? "*" : "") + address.Address.ToString(address.Family));
}
