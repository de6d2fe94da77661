using System.Globalization;
using System.Text.RegularExpressions;
using SocketExporter.EndToEnd.Tests.Live;
using SocketExporter.Lab;

namespace SocketExporter.EndToEnd.Tests.Oracles;

/// <summary>What ss prints in a namespace, told in the words of the lab's truth, one per process name.</summary>
internal static partial class Ss
{
    public const string NoProcess = "";

    private static readonly Dictionary<string, string> States = new()
    {
        ["ESTAB"] = "established",
        ["SYN-SENT"] = "syn_sent",
        ["SYN-RECV"] = "syn_recv",
        ["FIN-WAIT-1"] = "fin_wait1",
        ["FIN-WAIT-2"] = "fin_wait2",
        ["TIME-WAIT"] = "time_wait",
        ["UNCONN"] = "close",
        ["CLOSE-WAIT"] = "close_wait",
        ["LAST-ACK"] = "last_ack",
        ["LISTEN"] = "listen",
        ["CLOSING"] = "closing",
    };

    /// <summary>ss -tanp, -uanm and -xa. Of several holders of a socket the first named counts.</summary>
    public static IReadOnlyList<Truth> Read(Namespace space)
    {
        ILookup<string, SsRow> tcp = Rows(space.Run("ss", "-Htanp")).ToLookup(row => row.Process);
        ILookup<string, SsRow> udp = Rows(space.Run("ss", "-HOuanmp")).ToLookup(row => row.Process);
        ILookup<string, UnixRow> unix = UnixRows(space.Run("ss", "-HOxap")).ToLookup(row => row.Process);
        HashSet<int> listening = [.. tcp.SelectMany(rows => rows).Where(row => row.State == "LISTEN").Select(row => row.LocalPort)];
        ILookup<int, SsRow> handshakes = tcp.SelectMany(rows => rows).Where(row => row.State == "SYN-RECV").ToLookup(row => row.LocalPort);
        return [.. tcp.Concat<IGrouping<string, object>>(udp).Concat(unix).Select(rows => rows.Key).Distinct().Select(process => new Truth(
            0,
            process,
            [.. tcp[process].Where(row => row.State != "LISTEN").Select(row => Connection(row, listening.Contains(row.LocalPort)))],
            [.. tcp[process].Where(row => row.State == "LISTEN").GroupBy(row => (row.Address, row.LocalPort)).Select(group => Listener([.. group], handshakes))],
            [.. udp[process].Select(Udp)],
            [.. unix[process].Select(Unix)]))];
    }

    private static TcpTruth Connection(SsRow row, bool inbound) => new(
        row.Family,
        States[row.State],
        inbound ? "inbound" : "outbound",
        inbound ? row.LocalPort : row.PeerPort,
        row.Process != NoProcess,
        1,
        row.ReceiveQueue,
        row.SendQueue);

    private static ListenerTruth Listener(IReadOnlyList<SsRow> rows, ILookup<int, SsRow> handshakes) => new(
        rows[0].Family,
        rows[0].Address,
        rows[0].LocalPort,
        rows.Count,
        (int)rows.Sum(row => row.ReceiveQueue),
        (int)rows.Sum(row => row.SendQueue),
        rows.Max(row => row.ReceiveQueue / (row.SendQueue + 1.0)),
        handshakes[rows[0].LocalPort].Count());

    private static UdpTruth Udp(SsRow row)
    {
        Match memory = Memory().Match(row.Rest);
        bool connected = row.State == "ESTAB";
        return new UdpTruth(
            row.Family,
            row.Address,
            connected ? 0 : row.LocalPort,
            connected ? "connected" : "unconnected",
            1,
            long.Parse(memory.Groups[1].Value, CultureInfo.InvariantCulture),
            long.Parse(memory.Groups[2].Value, CultureInfo.InvariantCulture),
            long.Parse(memory.Groups[3].Value, CultureInfo.InvariantCulture));
    }

    private static UnixTruth Unix(UnixRow row) => new(
        row.Kind,
        row.State switch { "LISTEN" => "listening", "ESTAB" => "connected", _ => "unconnected" },
        row.Path == "*" ? null : row.Path,
        1,
        row.State == "LISTEN" ? row.ReceiveQueue : 0,
        row.State == "LISTEN" ? row.SendQueue : 0);

    private static IEnumerable<SsRow> Rows(string output)
    {
        foreach (string line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            (string address, int port) = Endpoint(words[3]);
            yield return new SsRow(
                words[0],
                long.Parse(words[1], CultureInfo.InvariantCulture),
                long.Parse(words[2], CultureInfo.InvariantCulture),
                address,
                port,
                Endpoint(words[4]).Port,
                ProcessOf(line),
                line);
        }
    }

    private static IEnumerable<UnixRow> UnixRows(string output)
    {
        foreach (string line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            yield return new UnixRow(
                words[0] switch { "u_str" => "stream", "u_dgr" => "dgram", "u_seq" => "seqpacket", _ => throw new FormatException(line) },
                words[1],
                int.Parse(words[2], CultureInfo.InvariantCulture),
                int.Parse(words[3], CultureInfo.InvariantCulture),
                words[4],
                ProcessOf(line));
        }
    }

    private static (string Address, int Port) Endpoint(string text)
    {
        int colon = text.LastIndexOf(':');
        string port = text[(colon + 1)..];
        return (text[..colon], port == "*" ? 0 : int.Parse(port, CultureInfo.InvariantCulture));
    }

    private static string ProcessOf(string line) => User().Match(line) is { Success: true } match ? match.Groups[1].Value : NoProcess;

    [GeneratedRegex("""users:\(\("([^"]*)",""")]
    private static partial Regex User();

    [GeneratedRegex(@"skmem:\(r(\d+),rb(\d+),.*,d(\d+)\)")]
    private static partial Regex Memory();
}
