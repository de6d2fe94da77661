using System.Text.Json;
using SocketExporter.EndToEnd.Tests.Live;
using SocketExporter.EndToEnd.Tests.Pages;

namespace SocketExporter.EndToEnd.Tests.Oracles;

internal static class IpLink
{
    /// <summary>ip -s -s -d -j link, and the flags of netstat -i, as the series that say the same.</summary>
    public static IReadOnlyDictionary<string, double> Read(Namespace space)
    {
        using JsonDocument document = JsonDocument.Parse(space.Run("ip", "-s", "-s", "-d", "-j", "link"));
        Dictionary<string, string> letters = Letters(space);
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
            // As /proc/net/dev sums them.
            Sum("receive_drops_total", receive, "dropped", "missed_errors");
            Add("receive_overruns_total", receive, "fifo_errors");
            bool isHardware = !link.TryGetProperty("linkinfo", out JsonElement info) || !info.TryGetProperty("info_kind", out _);
            Rare("receive_frame_errors_total", receive, "length_errors", "over_errors", "crc_errors", "frame_errors");
            Add("receive_multicast_packets_total", receive, "multicast");
            Rare("receive_compressed_packets_total", receive, "compressed");
            Rare("receive_unhandled_packets_total", receive, "nohandler");
            Add("transmit_bytes_total", transmit, "bytes");
            Add("transmit_packets_total", transmit, "packets");
            Add("transmit_errors_total", transmit, "errors");
            Add("transmit_drops_total", transmit, "dropped");
            Add("transmit_overruns_total", transmit, "fifo_errors");
            Rare("transmit_carrier_errors_total", transmit, "carrier_errors", "aborted_errors", "window_errors", "heartbeat_errors");
            Rare("transmit_collisions_total", transmit, "collisions");
            Rare("transmit_compressed_packets_total", transmit, "compressed");
            Add("carrier_changes_total", transmit, "carrier_changes");
            Add("mtu_bytes", link, "mtu");
            if (link.TryGetProperty("txqlen", out _))
            {
                Add("queue_length_packets", link, "txqlen");
            }

            Put("admin_up", flags.Contains("UP") ? 1 : 0);
            Put("carrier", flags.Contains("LOWER_UP") ? 1 : 0);

            string kind = isHardware ? "<none>" : info.GetProperty("info_kind").GetString()!;
            string mac = link.TryGetProperty("address", out JsonElement address) && address.GetString()!.Length == "02:00:5e:10:00:ff".Length ? address.GetString()! : "<none>";
            series.Add(
                Series.KeyOf(
                    "socket_interface_info",
                    ("interface", name),
                    ("flags", letters[name]),
                    ("operstate", link.GetProperty("operstate").GetString()!.ToLowerInvariant()),
                    ("kind", kind),
                    ("mac", mac)),
                1);

            // ip prints nothing for 0 where hardly any driver counts; the page nothing for what only hardware counts, at 0 of an interface that is none.
            void Rare(string family, JsonElement element, params string[] properties)
            {
                double value = properties.Sum(property => element.TryGetProperty(property, out JsonElement counted) ? counted.GetDouble() : 0);
                if (isHardware || value > 0)
                {
                    Put(family, value);
                }
            }

            void Sum(string family, JsonElement element, params string[] properties)
                => Put(family, properties.Sum(property => element.GetProperty(property).GetDouble()));

            void Add(string family, JsonElement element, string property) => Put(family, element.GetProperty(property).GetDouble());

            void Put(string family, double value) => series.Add(Series.KeyOf($"socket_interface_{family}", ("interface", name)), value);
        }

        return series;
    }

    /// <summary>The last column of netstat -ai, by interface; names are up to 15 characters in a column that grows.</summary>
    private static Dictionary<string, string> Letters(Namespace space)
        => space.Run("netstat", "-ai")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Skip(2)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .ToDictionary(words => words[0], words => words[^1]);
}
