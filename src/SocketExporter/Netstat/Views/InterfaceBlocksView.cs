using System.Globalization;
using SocketExporter.Kernel.Links;

namespace SocketExporter.Netstat.Views;

/// <summary>-ie: a block for each interface, as ifconfig prints it.</summary>
internal sealed class InterfaceBlocksView : INetstatView
{
    public bool IsAskedFor(NetstatRequest request) => request.Interfaces && request.Extended > 0;

    public void Show(NetstatContext context)
    {
        NetstatOutput output = context.Output;
        if (!output.IsJson)
        {
            output.Write("Kernel Interface table\n"u8);
        }

        using var links = new LinkReader(context.Kernel);
        foreach (LinkRow link in ShownInterfaces.Of(links.Read(), context.Request.All))
        {
            if (output.IsJson)
            {
                InterfaceJson.Write(output.BeginRow(), in link);
                output.EndRow();
            }
            else
            {
                WriteBlock(output, in link);
            }
        }
    }

    internal static void WriteBlock(NetstatOutput output, in LinkRow link)
    {
        output.WriteName(link.NameBytes.Span);
        output.Write(": flags="u8);
        output.Write(LinkFlagNames.Number(link.Flags));
        output.Write("<"u8);
        output.Write(LinkFlagNames.Of(link.Flags));
        output.Write(">  mtu "u8);
        output.Write(link.MtuBytes ?? 0);
        output.EndLine();
        WriteHardware(output, in link);
        if (link.Statistics is { } counted)
        {
            WriteCounters(output, in counted);
        }

        output.EndLine();
    }

    /// <summary>"35.3 GB" in steps of 1024, cut and not rounded after one digit, as ifconfig.</summary>
    internal static string Rough(ulong bytes)
    {
        ReadOnlySpan<string> units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
        int unit = 0;
        UInt128 size = 1;
        while (unit + 1 < units.Length && bytes > (ulong)(size * 1024))
        {
            size *= 1024;
            unit++;
        }

        UInt128 tenths = (UInt128)bytes * 10 / size;
        return string.Create(CultureInfo.InvariantCulture, $"{tenths / 10}.{tenths % 10} {units[unit]}");
    }

    private static void WriteHardware(NetstatOutput output, in LinkRow link)
    {
        bool loopback = (link.Flags & LinkFlags.Loopback) != 0;
        if (!loopback && link.MacAddress is null)
        {
            output.Write("        unspec"u8);
        }
        else
        {
            output.Write(loopback ? "        loop" : $"        ether {link.MacAddress}");
        }

        output.Write("  txqueuelen "u8);
        output.Write(link.TransmitQueueLengthPackets ?? 0);
        output.Write(loopback ? "  (Local Loopback)\n" : link.MacAddress is null ? "  (UNSPEC)\n" : "  (Ethernet)\n");
    }

    private static void WriteCounters(NetstatOutput output, in LinkStatistics counted)
    {
        output.Write(string.Create(
            CultureInfo.InvariantCulture,
            $"        RX packets {counted.ReceivedPackets}  bytes {counted.ReceivedBytes} ({Rough(counted.ReceivedBytes)})\n"));
        if (counted.ReceivedCompressedPackets > 0)
        {
            output.Write(string.Create(CultureInfo.InvariantCulture, $"        RX compressed:{counted.ReceivedCompressedPackets}\n"));
        }

        output.Write(string.Create(
            CultureInfo.InvariantCulture,
            $"        RX errors {counted.ReceiveErrors}  dropped {counted.ReceiveDrops}  overruns {counted.ReceiveOverruns}  frame {counted.ReceiveFrameErrors}\n"));
        output.Write(string.Create(
            CultureInfo.InvariantCulture,
            $"        TX packets {counted.TransmittedPackets}  bytes {counted.TransmittedBytes} ({Rough(counted.TransmittedBytes)})\n"));
        if (counted.TransmittedCompressedPackets > 0)
        {
            output.Write(string.Create(CultureInfo.InvariantCulture, $"        TX compressed {counted.TransmittedCompressedPackets}\n"));
        }

        output.Write(string.Create(
            CultureInfo.InvariantCulture,
            $"        TX errors {counted.TransmitErrors}  dropped {counted.TransmitDrops} overruns {counted.TransmitOverruns}  carrier {counted.TransmitCarrierErrors}  collisions {counted.TransmitCollisions}\n"));
    }
}
