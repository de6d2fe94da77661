using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace SocketExporter.Config;

/// <summary>
/// A group of peers that has a name: <c>database cidr=10.0.0.0/8,fd00::/8 port=5432</c>, in the file <c>database: {cidr: [10.0.0.0/8], port: [5432]}</c>. A connection belongs to the first group
/// whose networks hold its remote address and whose ports its remote port; without networks every address fits, without ports every port.
/// </summary>
internal sealed record PeerGroup(string Name, IReadOnlyList<IPNetwork> Networks, IReadOnlyList<ushort> Ports)
{
    /// <summary>Groups at most: each has two series and more.</summary>
    public const int MaxGroups = 50;

    /// <summary>Networks, and ports, of one group: more are a list that somebody should keep elsewhere. What they cost a connection hardly grows with them.</summary>
    public const int MaxOfGroup = 100;

    private const int LongestName = 64;

    private const string NetworksKey = "cidr";
    private const string PortsKey = "port";

    /// <summary>What may stand under a group in the file.</summary>
    public static IReadOnlyList<string> Keys { get; } = [NetworksKey, PortsKey];

    /// <summary>null where there is a complaint.</summary>
    /// <param name="complaints">Everything that is wrong, each with its mend.</param>
    public static PeerGroup? Read(string text, out IReadOnlyList<string> complaints)
    {
        string name = NameOf(text);
        List<string> all = NameComplaint(name) is { } nameless ? [nameless] : [];
        List<IPNetwork> networks = [];
        List<ushort> ports = [];
        foreach (string word in Words(text).Skip(1))
        {
            string[] values = word[(word.IndexOf('=', StringComparison.Ordinal) + 1)..].Split(',');
            all.AddRange(word.StartsWith(NetworksKey + "=", StringComparison.Ordinal) ? ReadAll(values, TryReadNetwork, networks)
                : word.StartsWith(PortsKey + "=", StringComparison.Ordinal) ? ReadAll(values, TryReadPort, ports)
                : [$"\"{word}\" is neither cidr=… nor port=…; write a name, networks and ports, like database cidr=10.0.0.0/8 port=5432"]);
        }

        if (all.Count == 0 && networks.Count + ports.Count == 0)
        {
            all.Add($"{name} fits every connection; write networks or ports, like {name} cidr=10.0.0.0/8 port=5432");
        }

        complaints = all;
        return all.Count == 0 ? new PeerGroup(name, networks, ports) : null;
    }

    /// <summary>What is wrong with a name and how to mend it; null if nothing is.</summary>
    public static string? NameComplaint(string name)
    {
        bool isGood = name.Length is > 0 and <= LongestName && char.IsAsciiLetterOrDigit(name[0]) && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
        return isGood ? null : $"\"{name}\" is no name of a group; write at most {LongestName} letters, digits and -_. behind a letter or digit, like database";
    }

    /// <summary>What is wrong with one network or port and how to mend it; null if nothing is.</summary>
    /// <param name="key">Of <see cref="Keys"/>.</param>
    public static string? ValueComplaint(string key, string value) => key == NetworksKey ? TryReadNetwork(value, out _) : TryReadPort(value, out _);

    /// <summary>What is wrong with groups that may be good one by one. Of a mapping in the file, which has each name once and a line for each, <see cref="YamlPeers"/> says it.</summary>
    public static IEnumerable<string> ComplaintsOfAll(IReadOnlyList<string> texts)
    {
        // The same text twice is told of every list.
        foreach (IGrouping<string, string> same in texts.Distinct().GroupBy(NameOf).Where(static same => same.Key.Length > 0 && same.Count() > 1))
        {
            yield return $"\"{same.Key}\" is the name of {same.Count()} groups; give each a name of its own, or keep one";
        }

        if (texts.Count > MaxGroups)
        {
            yield return $"\"{NameOf(texts[MaxGroups])}\" is one more than {MaxGroups} groups; join some";
        }
    }

    private delegate string? TryRead<T>(string text, out T value);

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static string NameOf(string text) => Words(text).FirstOrDefault("");

    private static List<string> ReadAll<T>(string[] texts, TryRead<T> read, List<T> values)
    {
        List<string> complaints = [];
        foreach (string text in texts)
        {
            if (read(text, out T value) is { } complaint)
            {
                complaints.Add(complaint);
            }

            values.Add(value);
        }

        if (values.Count > MaxOfGroup)
        {
            complaints.Add($"{values.Count} entries are more than {MaxOfGroup}; write wider networks, or leave out the ports");
        }

        return complaints;
    }

    private static string? TryReadNetwork(string text, out IPNetwork network)
    {
        network = default;
        if (text.Contains('%', StringComparison.Ordinal))
        {
            return $"\"{text}\" names an interface; leave out what begins with %";
        }

        int slash = text.IndexOf('/', StringComparison.Ordinal);
        int bits = 0;
        if (!TryReadAddress(slash < 0 ? text : text[..slash], out IPAddress? inside) || (slash >= 0 && !int.TryParse(text[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out bits)))
        {
            return NoNetwork(text);
        }

        int width = inside.GetAddressBytes().Length * 8;
        bits = slash < 0 ? width : bits;
        if (bits > width)
        {
            return NoNetwork(text);
        }

        // Of a network that has bits set behind its prefix, some versions of the runtime drop them: whoever wrote it may have meant another prefix.
        IPAddress begin = Begin(inside, bits);
        network = new IPNetwork(begin, bits);
        return begin.Equals(inside) ? null : $"\"{text}\" has bits set behind its first {bits}; write {begin}/{bits}";
    }

    /// <summary>IPAddress.Parse takes "10" for 0.0.0.10, "010.0.0.0" for octal and "[::1]:80" for ::1; only what stands for itself means here what it says.</summary>
    private static bool TryReadAddress(string text, [NotNullWhen(true)] out IPAddress? address)
        => IPAddress.TryParse(text, out address) && (text.Contains(':', StringComparison.Ordinal) ? !text.Contains('[', StringComparison.Ordinal) : address.ToString() == text);

    private static string NoNetwork(string text) => $"\"{text}\" is no network; write one like 10.0.0.0/8, fd00::/8 or 10.1.2.3";

    private static IPAddress Begin(IPAddress address, int bits)
    {
        byte[] bytes = address.GetAddressBytes();
        for (int bit = bits; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        }

        return new IPAddress(bytes);
    }

    private static string? TryReadPort(string text, out ushort port)
        => ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port > 0 ? null : $"\"{text}\" is no port; write a number from 1 to 65535";
}
