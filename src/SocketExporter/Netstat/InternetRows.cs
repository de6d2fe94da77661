using System.Text.Json;
using SocketExporter.Kernel.Sockets;

namespace SocketExporter.Netstat;

/// <summary>Lines of the table of internet sockets, in net-tools' columns, or objects.</summary>
internal sealed class InternetRows
{
    private const int AddressWidth = 23;
    private const int StateWidth = 11;

    private readonly NetstatRequest _request;
    private readonly NetstatOutput _output;
    private readonly SystemNames _names;
    private readonly SocketPrograms _programs;
    private readonly EndpointText _endpoint;

    public InternetRows(NetstatContext context)
    {
        _request = context.Request;
        _output = context.Output;
        _names = context.Names;
        _programs = context.Programs;
        _endpoint = new EndpointText(context.Request, context.Names);
    }

    public void WriteHeadings()
    {
        if (_output.IsJson)
        {
            return;
        }

        _output.Write("Active Internet connections "u8);
        _output.Write(Selection(_request));
        _output.EndLine();
        _output.Write("Proto Recv-Q Send-Q Local Address           Foreign Address         State      "u8);
        if (_request.Extended > 0)
        {
            _output.Write(" User       Inode     "u8);
        }

        if (_request.Programs)
        {
            _output.Write(" "u8);
            _output.WriteLeft("PID/Program name"u8, SocketPrograms.Width);
        }

        if (_request.Timers)
        {
            _output.Write(" Timer"u8);
        }

        _output.EndLine();
    }

    public static ReadOnlySpan<byte> Selection(NetstatRequest request) => request switch
    {
        { All: true } => "(servers and established)"u8,
        { Listening: true } => "(only servers)"u8,
        _ => "(w/o servers)"u8,
    };

    /// <param name="users">Whose a half-open connection is, where users are shown.</param>
    public void WriteTcp(in InetSocketRow row, ListenerUsers? users)
    {
        uint uid = row.State == TcpState.SynRecv && row.Inode == 0 && users is not null ? users.Of(row.Local, row.LocalPort) : row.Uid;
        bool isListener = row.State == TcpState.Listen;

        // The backlog that sock_diag tells of a listener has no column; /proc/net/tcp, which net-tools reads, says 0.
        Write(in row, row.Family == IpFamily.Ipv4 ? "tcp"u8 : "tcp6"u8, ServiceProtocol.Tcp, NameOf(row.State), isListener ? 0 : row.SendQueue, uid);
    }

    /// <summary>UDP and UDP-Lite.</summary>
    public void WriteUdp(in InetSocketRow row, ReadOnlySpan<byte> protocol)
        => Write(in row, protocol, ServiceProtocol.Udp, row.State switch
        {
            TcpState.Established => "ESTABLISHED"u8,
            TcpState.Close => default,
            _ => "UNKNOWN"u8,
        }, row.SendQueue, row.Uid);

    private static ReadOnlySpan<byte> NameOf(TcpState state) => state switch
    {
        TcpState.Established => "ESTABLISHED"u8,
        TcpState.SynSent => "SYN_SENT"u8,
        TcpState.SynRecv => "SYN_RECV"u8,
        TcpState.FinWait1 => "FIN_WAIT1"u8,
        TcpState.FinWait2 => "FIN_WAIT2"u8,
        TcpState.TimeWait => "TIME_WAIT"u8,
        TcpState.Close => "CLOSE"u8,
        TcpState.CloseWait => "CLOSE_WAIT"u8,
        TcpState.LastAck => "LAST_ACK"u8,
        TcpState.Listen => "LISTEN"u8,
        _ => "CLOSING"u8,
    };

    private void Write(in InetSocketRow row, ReadOnlySpan<byte> protocol, ServiceProtocol service, ReadOnlySpan<byte> state, uint sendQueue, uint uid)
    {
        if (_output.IsJson)
        {
            WriteObject(in row, protocol, state, uid);
            return;
        }

        _output.WriteLeft(protocol, 5);
        _output.Write(" "u8);
        _output.WriteRight(row.ReceiveQueue, 6);
        _output.Write(" "u8);
        _output.WriteRight(sendQueue, 6);
        _output.Write(" "u8);
        _output.WriteLeft(_endpoint.Of(row.Local, row.Family, row.LocalPort, service), AddressWidth);
        _output.Write(" "u8);
        _output.WriteLeft(_endpoint.Of(row.Remote, row.Family, row.RemotePort, service), AddressWidth);
        _output.Write(" "u8);
        _output.WriteLeft(state, StateWidth);
        if (_request.Extended > 0)
        {
            _output.Write(" "u8);
            WriteUser(uid);
            _output.Write(" "u8);
            _output.WriteLeft(row.Inode, 10);
        }

        if (_request.Programs)
        {
            _output.Write(" "u8);
            _programs.Write(_output, row.Inode);
        }

        if (_request.Timers)
        {
            _output.Write(" "u8);
            TimerText.Write(_output, in row);
        }

        _output.EndLine();
    }

    private void WriteUser(uint uid)
    {
        ReadOnlySpan<byte> name = _request.NumericUsers ? [] : _names.OfUser(uid);
        if (name.IsEmpty)
        {
            // net-tools prints it as a signed number.
            _output.WriteLeft((int)uid, 10);
        }
        else
        {
            _output.WriteName(name, 10);
        }
    }

    /// <summary>Numbers always, and all that is known without a further question.</summary>
    private void WriteObject(in InetSocketRow row, ReadOnlySpan<byte> protocol, ReadOnlySpan<byte> state, uint uid)
    {
        Span<byte> address = stackalloc byte[IpAddress.MaxTextBytes];
        Utf8JsonWriter json = _output.BeginRow();
        json.WriteString("protocol"u8, protocol);
        json.WriteNumber("receive_queue"u8, row.ReceiveQueue);
        json.WriteNumber(row.State == TcpState.Listen ? "backlog"u8 : "send_queue"u8, row.SendQueue);
        json.WriteString("local_address"u8, address[..row.Local.Format(row.Family, address)]);
        json.WriteNumber("local_port"u8, row.LocalPort);
        json.WriteString("remote_address"u8, address[..row.Remote.Format(row.Family, address)]);
        json.WriteNumber("remote_port"u8, row.RemotePort);
        json.WriteString("state"u8, state);
        if (_request.Extended > 0)
        {
            json.WriteNumber("uid"u8, uid);
            json.WriteNumber("inode"u8, row.Inode);
        }

        if (_request.Programs)
        {
            _programs.WriteJson(json, row.Inode);
        }

        if (_request.Timers)
        {
            TimerText.WriteJson(json, in row);
        }

        _output.EndRow();
    }
}
