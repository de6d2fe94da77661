using System.Text.Json;
using SocketExporter.Kernel.Links;

namespace SocketExporter.Netstat.Views;

/// <summary>An interface as the properties of an object: what -i and -ie print, and nothing that the kernel did not say.</summary>
internal static class InterfaceJson
{
    public static void Write(Utf8JsonWriter json, in LinkRow link)
    {
        json.WriteString("interface"u8, SafeText.Valid(link.NameBytes.Span));
        json.WriteNumber("index"u8, link.Index);
        json.WriteString("flags"u8, LinkFlagLetters.Of(link.Flags));
        json.WriteBoolean("up"u8, link.AdminUp);
        WriteIfKnown(json, "mtu_bytes"u8, link.MtuBytes);
        WriteIfKnown(json, "queue_length_packets"u8, link.TransmitQueueLengthPackets);
        if (link.Kind is { } kind)
        {
            json.WriteString("kind"u8, kind);
        }

        if (link.MacAddress is { } address)
        {
            json.WriteString("mac"u8, address);
        }

        if (link.Statistics is { } counted)
        {
            WriteCounters(json, in counted);
        }
    }

    private static void WriteCounters(Utf8JsonWriter json, in LinkStatistics counted)
    {
        json.WriteNumber("receive_packets"u8, counted.ReceivedPackets);
        json.WriteNumber("receive_bytes"u8, counted.ReceivedBytes);
        json.WriteNumber("receive_errors"u8, counted.ReceiveErrors);
        json.WriteNumber("receive_drops"u8, counted.ReceiveDrops);
        json.WriteNumber("receive_overruns"u8, counted.ReceiveOverruns);
        json.WriteNumber("receive_frame_errors"u8, counted.ReceiveFrameErrors);
        json.WriteNumber("receive_compressed_packets"u8, counted.ReceivedCompressedPackets);
        json.WriteNumber("receive_multicast_packets"u8, counted.ReceivedMulticastPackets);
        if (counted.ReceiveUnhandledPackets is { } unhandled)
        {
            json.WriteNumber("receive_unhandled_packets"u8, unhandled);
        }

        json.WriteNumber("transmit_packets"u8, counted.TransmittedPackets);
        json.WriteNumber("transmit_bytes"u8, counted.TransmittedBytes);
        json.WriteNumber("transmit_errors"u8, counted.TransmitErrors);
        json.WriteNumber("transmit_drops"u8, counted.TransmitDrops);
        json.WriteNumber("transmit_overruns"u8, counted.TransmitOverruns);
        json.WriteNumber("transmit_carrier_errors"u8, counted.TransmitCarrierErrors);
        json.WriteNumber("transmit_collisions"u8, counted.TransmitCollisions);
        json.WriteNumber("transmit_compressed_packets"u8, counted.TransmittedCompressedPackets);
    }

    private static void WriteIfKnown(Utf8JsonWriter json, ReadOnlySpan<byte> name, uint? value)
    {
        if (value is { } known)
        {
            json.WriteNumber(name, known);
        }
    }
}
