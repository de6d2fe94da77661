using System.Text.Json;
using SocketExporter.EndToEnd.Tests.Live;
using SocketExporter.EndToEnd.Tests.Pages;

namespace SocketExporter.EndToEnd.Tests.Oracles;

internal static class IpLink
{
    /// <summary>ip -s -j link, as the series that say the same.</summary>
    public static IReadOnlyDictionary<string, double> Read(Namespace space)
    {
        using JsonDocument document = JsonDocument.Parse(space.Run("ip", "-s", "-j", "link"));
        var series = new Dictionary<string, double>();
        foreach (JsonElement link in document.RootElement.EnumerateArray())
        {
            string name = link.GetProperty("ifname").GetString()!;
            JsonElement receive = link.GetProperty("stats64").GetProperty("rx");
            JsonElement transmit = link.GetProperty("stats64").GetProperty("tx");
            string[] flags = [.. link.GetProperty("flags").EnumerateArray().Select(flag => flag.GetString()!)];
            Add("receive_bytes_total", receive, "bytes");
            Add("receive_packets_total", receive, "packets");
            Add("receive_errors_total", receive, "errors");
            Add("receive_drops_total", receive, "dropped");
            Add("receive_overruns_total", receive, "over_errors");
            Add("transmit_bytes_total", transmit, "bytes");
            Add("transmit_packets_total", transmit, "packets");
            Add("transmit_errors_total", transmit, "errors");
            Add("transmit_drops_total", transmit, "dropped");
            Add("mtu_bytes", link, "mtu");
            if (link.TryGetProperty("txqlen", out _))
            {
                Add("queue_length_packets", link, "txqlen");
            }

            Put("admin_up", flags.Contains("UP") ? 1 : 0);
            Put("carrier", flags.Contains("LOWER_UP") ? 1 : 0);

            void Add(string family, JsonElement element, string property) => Put(family, element.GetProperty(property).GetDouble());

            void Put(string family, double value) => series.Add(Series.KeyOf($"socket_interface_{family}", ("interface", name)), value);
        }

        return series;
    }
}
