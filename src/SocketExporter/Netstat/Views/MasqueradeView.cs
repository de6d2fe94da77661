using System.Globalization;
using System.Text.Json;
using SocketExporter.Kernel;
using SocketExporter.Kernel.Conntrack;
using SocketExporter.Kernel.Sockets;

namespace SocketExporter.Netstat.Views;

/// <summary>
/// -M: connections of which this host translates an address. net-tools reads them from /proc/net/ip_masquerade, which Linux has not had since 2.4; here they are those of
/// conntrack. Where a connection goes is the translated destination. The port in brackets is the one that others see: of masquerading the port of this host that
/// stands for the sender's, of a redirection the port that the sender has asked for.
/// </summary>
internal sealed class MasqueradeView : INetstatView
{
    /// <summary>What procfs has where connections are followed. Of one mounted with subset=pid the last alone is there.</summary>
    private static readonly string[] Signs = ["sys/net/netfilter/nf_conntrack_count", "thread-self/net/stat/nf_conntrack", "thread-self/net/nf_conntrack"];

    public bool IsAskedFor(NetstatRequest request) => request.Masquerade;

    public void Show(NetstatContext context)
    {
        NetstatOutput output = context.Output;
        if (!output.IsJson)
        {
            output.Write("IP masquerading entries\n"u8);
            output.Write("prot   expire source               destination          ports\n"u8);
        }

        if (context.Request.Replay is null && !Array.Exists(Signs, sign => File.Exists($"{context.Kernel.ProcPath}/{sign}")))
        {
            // To ask all the same would load the module. An empty table would say that no address is translated.
            context.Complain($"no sign of conntrack below {context.Kernel.ProcPath}, expected it built in or as a module (modprobe nf_conntrack)");
            return;
        }

        using var flows = new ConntrackFlowReader(context.Kernel);
        try
        {
            flows.Start();
            while (flows.Next())
            {
                if (IsShown(context.Request, in flows.Row))
                {
                    Write(context, in flows.Row);
                }
            }
        }
        catch (KernelReadException e) when (ConntrackFlowReader.IsDenial(e))
        {
            throw new KernelReadException(ConntrackFlowReader.DenialText);
        }
    }

    internal static void WriteRow(NetstatOutput output, in ConntrackFlow flow, bool numericPorts, SystemNames? hosts, SystemNames names)
    {
        output.WriteLeft(ProtocolName(flow.Protocol), 4);
        WriteExpiry(output, flow.ExpiresInSeconds);
        WriteAddress(output, flow.Original.Source, flow.Family, hosts);
        WriteAddress(output, flow.Reply.Source, flow.Family, hosts);
        WritePort(output, in flow, flow.Original.SourcePort, numericPorts, names);
        output.Write(" -> "u8);
        WritePort(output, in flow, flow.Reply.SourcePort, numericPorts, names);
        output.Write(" ("u8);
        WritePort(output, in flow, flow.IsSourceTranslated ? flow.Reply.DestinationPort : flow.Original.DestinationPort, numericPorts, names);
        output.Write(")\n"u8);
    }

    private static bool IsShown(NetstatRequest request, in ConntrackFlow flow)
        => (flow.IsSourceTranslated || flow.IsDestinationTranslated) && (flow.Family == IpFamily.Ipv4 ? request.Ipv4 : request.Ipv6);

    private static void Write(NetstatContext context, in ConntrackFlow flow)
    {
        if (context.Output.IsJson)
        {
            WriteJson(context.Output, in flow);
        }
        else
        {
            WriteRow(context.Output, in flow, context.Request.NumericPorts, context.Request.NumericHosts ? null : context.Names, context.Names);
        }
    }

    /// <summary>Minutes, seconds and hundredths, of which conntrack knows none.</summary>
    private static void WriteExpiry(NetstatOutput output, uint? seconds)
        => output.Write(seconds is { } left ? string.Create(CultureInfo.InvariantCulture, $"{left / 60,3}:{left % 60:00}.00 ") : "  -       ");

    private static void WriteAddress(NetstatOutput output, IpAddress address, IpFamily family, SystemNames? hosts)
    {
        output.WriteName(hosts is null ? AddressText.Number(address, family) : AddressText.Name(hosts, address, family), 20);
        output.Write(" "u8);
    }

    private static void WritePort(NetstatOutput output, in ConntrackFlow flow, ushort port, bool numericPorts, SystemNames names)
    {
        ReadOnlySpan<byte> name = !numericPorts && ServiceOf(flow.Protocol) is { } service ? names.OfPort(service, port) : [];
        if (name.IsEmpty)
        {
            output.Write(port);
        }
        else
        {
            output.WriteName(name);
        }
    }

    private static ServiceProtocol? ServiceOf(byte protocol) => protocol switch
    {
        6 => ServiceProtocol.Tcp,
        17 => ServiceProtocol.Udp,
        132 => ServiceProtocol.Sctp,
        _ => null,
    };

    /// <summary>IPPROTO_*, linux/in.h and linux/in6.h.</summary>
    private static ReadOnlySpan<byte> ProtocolName(byte protocol) => protocol switch
    {
        1 => "icmp"u8,
        6 => "tcp"u8,
        17 => "udp"u8,
        33 => "dccp"u8,
        47 => "gre"u8,
        58 => "icm6"u8,
        132 => "sctp"u8,
        136 => "udpl"u8,
        _ => "unkn"u8,
    };

    private static void WriteJson(NetstatOutput output, in ConntrackFlow flow)
    {
        Utf8JsonWriter json = output.BeginRow();
        json.WriteString("family"u8, flow.Family == IpFamily.Ipv4 ? "ipv4"u8 : "ipv6"u8);
        json.WriteString("protocol"u8, ProtocolName(flow.Protocol));
        json.WriteNumber("protocol_number"u8, flow.Protocol);
        json.WriteBoolean("source_translated"u8, flow.IsSourceTranslated);
        json.WriteBoolean("destination_translated"u8, flow.IsDestinationTranslated);
        if (flow.ExpiresInSeconds is { } seconds)
        {
            json.WriteNumber("expires_in_seconds"u8, seconds);
        }

        WriteTuple(json, "original"u8, flow.Original, flow.Family);
        WriteTuple(json, "reply"u8, flow.Reply, flow.Family);
        output.EndRow();
    }

    private static void WriteTuple(Utf8JsonWriter json, ReadOnlySpan<byte> name, ConntrackTuple tuple, IpFamily family)
    {
        json.WriteStartObject(name);
        json.WriteString("source"u8, AddressText.Number(tuple.Source, family));
        json.WriteNumber("source_port"u8, tuple.SourcePort);
        json.WriteString("destination"u8, AddressText.Number(tuple.Destination, family));
        json.WriteNumber("destination_port"u8, tuple.DestinationPort);
        json.WriteEndObject();
    }
}
