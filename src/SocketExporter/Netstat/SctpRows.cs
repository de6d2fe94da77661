using System.Text.Json;
using SocketExporter.Kernel.Sockets;

namespace SocketExporter.Netstat;

/// <summary>
/// SCTP endpoints and associations as net-tools 2.10 prints them: all addresses of both ends, one pair below the other, cut nowhere; the columns behind the
/// state stand at the end of the last line.
/// </summary>
internal sealed class SctpRows
{
    private const int Indent = 20;
    private const int AddressWidth = 23;
    private const int EndpointWidth = 47;
    private const int StateWidth = 11;

    private readonly NetstatOutput _output;
    private readonly NetstatRequest _request;
    private readonly OwnerColumns _owner;
    private readonly EndpointText _endpoint;

    public SctpRows(NetstatContext context)
    {
        _output = context.Output;
        _request = context.Request;
        _owner = new OwnerColumns(context);
        _endpoint = new EndpointText(context.Request, context.Names);
    }

    public void Write(SctpSocket socket)
    {
        if (_output.IsJson)
        {
            WriteObject(socket);
        }
        else if (socket.Association is null)
        {
            WriteEndpoint(socket);
        }
        else
        {
            WriteAssociation(socket);
        }
    }

    private void WriteEndpoint(SctpSocket socket)
    {
        for (int i = 0; i < socket.Local.Count; i++)
        {
            _output.Write(i == 0 ? "sctp                "u8 : "\n                    "u8);
            _output.WriteLeft(WithPort(socket.Local[i], socket.LocalPort), EndpointWidth);
            _output.Write(" "u8);
            _output.WriteLeft(i == 0 ? InternetRows.NameOf(socket.State) : default, StateWidth);
        }

        EndLine(socket);
    }

    private void WriteAssociation(SctpSocket socket)
    {
        for (int i = 0; i < Math.Max(socket.Local.Count, socket.Remote.Count); i++)
        {
            if (i == 0)
            {
                _output.Write("sctp  "u8);
                _output.WriteRight(socket.ReceiveQueueBytes, 6);
                _output.Write(" "u8);
                _output.WriteRight(socket.SendQueueBytes, 6);
                _output.Write(" "u8);
            }
            else
            {
                _output.EndLine();
                _output.Pad(Indent);
            }

            WriteAddress(socket.Local, socket.LocalPort, i);
            _output.Write(" "u8);
            WriteAddress(socket.Remote, socket.RemotePort, i);
            _output.Write(" "u8);
            _output.WriteLeft(i == 0 ? InternetRows.NameOf(socket.State) : default, StateWidth);
        }

        EndLine(socket);
    }

    private void EndLine(SctpSocket socket)
    {
        _owner.Write(socket.Uid, socket.Inode);

        // /proc tells no timers of SCTP: net-tools leaves their column empty.
        _output.Pad(_request.Timers ? 1 : 0);
        _output.EndLine();
    }

    /// <summary>The port stands at the first address.</summary>
    private void WriteAddress(IReadOnlyList<SctpAddress> addresses, int port, int i)
    {
        ReadOnlySpan<byte> text = i >= addresses.Count ? default
            : i == 0 ? WithPort(addresses[i], port)
            : _endpoint.AddressOf(addresses[i].Address, addresses[i].Family);
        _output.WriteLeft(text, AddressWidth);
    }

    private ReadOnlySpan<byte> WithPort(SctpAddress address, int port) => _endpoint.Of(address.Address, address.Family, port, ServiceProtocol.Sctp, wide: true);

    private void WriteObject(SctpSocket socket)
    {
        Utf8JsonWriter json = _output.BeginRow();
        json.WriteString("protocol"u8, "sctp"u8);
        json.WriteNumber("receive_queue"u8, socket.ReceiveQueueBytes);
        json.WriteNumber("send_queue"u8, socket.SendQueueBytes);
        WriteAddresses(json, "local_addresses"u8, socket.Local);
        json.WriteNumber("local_port"u8, socket.LocalPort);
        WriteAddresses(json, "remote_addresses"u8, socket.Remote);
        json.WriteNumber("remote_port"u8, socket.RemotePort);
        json.WriteString("state"u8, InternetRows.NameOf(socket.State));
        _owner.WriteJson(json, socket.Uid, socket.Inode);
        _output.EndRow();
    }

    private static void WriteAddresses(Utf8JsonWriter json, ReadOnlySpan<byte> name, IReadOnlyList<SctpAddress> addresses)
    {
        Span<byte> text = stackalloc byte[IpAddress.MaxTextBytes];
        json.WriteStartArray(name);
        foreach (SctpAddress address in addresses)
        {
            json.WriteStringValue(text[..address.Address.Format(address.Family, text)]);
        }

        json.WriteEndArray();
    }
}
