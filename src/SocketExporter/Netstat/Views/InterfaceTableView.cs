using System.Text.Json;
using SocketExporter.Kernel.Links;

namespace SocketExporter.Netstat.Views;

/// <summary>-i: a line for each interface. Those that are down only with -a, as in net-tools.</summary>
internal sealed class InterfaceTableView : INetstatView
{
    public bool IsAskedFor(NetstatRequest request) => request.Interfaces && request.Extended == 0;

    public void Show(NetstatContext context)
    {
        NetstatOutput output = context.Output;
        if (!output.IsJson)
        {
            WriteHeading(output);
        }

        using var links = new LinkReader(context.Kernel);
        foreach (LinkRow link in ShownInterfaces.Of(links.Read(), context.Request.All))
        {
            if (output.IsJson)
            {
                WriteJson(output, in link);
            }
            else
            {
                WriteRow(output, in link);
            }
        }
    }

    internal static void WriteHeading(NetstatOutput output)
    {
        output.Write("Kernel Interface table\n"u8);
        output.Write("Iface             MTU    RX-OK RX-ERR RX-DRP RX-OVR    TX-OK TX-ERR TX-DRP TX-OVR Flg\n"u8);
    }

    internal static void WriteRow(NetstatOutput output, in LinkRow link)
    {
        output.WriteName(link.NameBytes.Span, 15);
        output.Write(" "u8);
        output.WriteRight(link.MtuBytes ?? 0, 5);
        output.Write(" "u8);
        if (link.Statistics is { } counted)
        {
            output.WriteRight((long)counted.ReceivedPackets, 8);
            Right(output, counted.ReceiveErrors);
            Right(output, counted.ReceiveDrops);
            output.Write(" "u8);
            output.WriteLeft((long)counted.ReceiveOverruns, 6);
            output.Write(" "u8);
            output.WriteRight((long)counted.TransmittedPackets, 8);
            Right(output, counted.TransmitErrors);
            Right(output, counted.TransmitDrops);
            Right(output, counted.TransmitOverruns);
            output.Write(" "u8);
        }
        else
        {
            output.WriteLeft("     - no statistics available -"u8, 56);
        }

        output.Write(LinkFlagLetters.Of(link.Flags));
        output.EndLine();
    }

    private static void WriteJson(NetstatOutput output, in LinkRow link)
    {
        Utf8JsonWriter json = output.BeginRow();
        InterfaceJson.Write(json, in link);
        output.EndRow();
    }

    private static void Right(NetstatOutput output, ulong number)
    {
        output.Write(" "u8);
        output.WriteRight((long)number, 6);
    }
}
