using System.Globalization;

namespace SocketExporter.Kernel.Counters.Meanings;

/// <summary>
/// IcmpMsg and Icmp6 count every message by type and direction, "InType3" and "OutType135"; the kernel lists the types that were seen.
/// Names of types: the registries "ICMP Parameters" and "ICMPv6 Parameters" of IANA.
/// </summary>
internal static class IcmpTypeMeanings
{
    private const int Types = 256;

    /// <summary>Null for what is no counter of ICMP messages by type.</summary>
    public static CounterMeaning? Of(CounterName name)
    {
        bool ipv6 = name.Protocol == "Icmp6";
        if (!ipv6 && name.Protocol != "IcmpMsg")
        {
            return null;
        }

        bool received = name.Name.StartsWith("InType", StringComparison.Ordinal);
        if (!received && !name.Name.StartsWith("OutType", StringComparison.Ordinal))
        {
            return null;
        }

        return byte.TryParse(name.Name.AsSpan(received ? "InType".Length : "OutType".Length), NumberStyles.None, CultureInfo.InvariantCulture, out byte type)
            ? Meaning(name, ipv6, type, received)
            : null;
    }

    /// <summary>The types that have a name, received and sent.</summary>
    public static IEnumerable<CounterMeaning> Known(string protocol)
    {
        bool ipv6 = protocol == "Icmp6";
        if (!ipv6 && protocol != "IcmpMsg")
        {
            yield break;
        }

        for (int type = 0; type < Types; type++)
        {
            if ((ipv6 ? Name6(type) : Name(type)) is not null)
            {
                yield return Meaning(new CounterName(protocol, $"InType{type}"), ipv6, type, received: true);
                yield return Meaning(new CounterName(protocol, $"OutType{type}"), ipv6, type, received: false);
            }
        }
    }

    private static CounterMeaning Meaning(CounterName name, bool ipv6, int type, bool received)
    {
        // The type stands in the phrase because Icmp6 counts the common types a second time, by name.
        string phrase = $"{(ipv6 ? Name6(type) : Name(type)) ?? "message"} {(received ? "received" : "sent")} (type {type})";
        return new CounterMeaning($"{name.Protocol} {name.Name}: {(ipv6 ? "ICMPv6" : "ICMP")} {phrase}.", phrase);
    }

    private static string? Name(int type) => type switch
    {
        0 => "echo reply",
        3 => "destination unreachable",
        4 => "source quench",
        5 => "redirect",
        8 => "echo request",
        9 => "router advertisement",
        10 => "router solicitation",
        11 => "time exceeded",
        12 => "parameter problem",
        13 => "timestamp request",
        14 => "timestamp reply",
        15 => "information request",
        16 => "information reply",
        17 => "address mask request",
        18 => "address mask reply",
        40 => "photuris security failure",
        42 => "extended echo request",
        43 => "extended echo reply",
        _ => null,
    };

    private static string? Name6(int type) => type switch
    {
        1 => "destination unreachable",
        2 => "packet too big",
        3 => "time exceeded",
        4 => "parameter problem",
        128 => "echo request",
        129 => "echo reply",
        130 => "multicast listener query",
        131 => "multicast listener report",
        132 => "multicast listener done",
        133 => "router solicitation",
        134 => "router advertisement",
        135 => "neighbour solicitation",
        136 => "neighbour advertisement",
        137 => "redirect",
        138 => "router renumbering",
        139 => "node information query",
        140 => "node information response",
        141 => "inverse neighbour solicitation",
        142 => "inverse neighbour advertisement",
        143 => "multicast listener report version 2",
        144 => "home agent address discovery request",
        145 => "home agent address discovery reply",
        146 => "mobile prefix solicitation",
        147 => "mobile prefix advertisement",
        148 => "certification path solicitation",
        149 => "certification path advertisement",
        151 => "multicast router advertisement",
        152 => "multicast router solicitation",
        153 => "multicast router termination",
        155 => "RPL control message",
        157 => "duplicate address request",
        158 => "duplicate address confirmation",
        160 => "extended echo request",
        161 => "extended echo reply",
        _ => null,
    };
}
