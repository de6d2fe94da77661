using System.Globalization;
using System.Net;

namespace SocketExporter.Config;

/// <summary>
/// An entry of listeners.expected or listeners.allowed: <c>tcp/80</c>, <c>udp/any:53</c>, <c>tcp/[::1]:8080</c>; of the latter also <c>tcp/8000-8010</c> and
/// <c>tcp/loopback:*</c>. Two entries that say the same are equal.
/// </summary>
internal sealed record ListenerEntry
{
    /// <summary>No place is named.</summary>
    public const string Anywhere = "*";

    /// <summary>Reachable from other hosts.</summary>
    public const string Any = "any";

    public const string Loopback = "loopback";

    private const int LastPortOfAll = 65_535;

    private ListenerEntry(string protocol, string place, IPAddress? address, int firstPort, int lastPort)
    {
        (Protocol, Place, Address, FirstPort, LastPort) = (protocol, place, address, firstPort, lastPort);
    }

    /// <summary>tcp or udp.</summary>
    public string Protocol { get; }

    /// <summary><see cref="Anywhere"/>, <see cref="Any"/>, <see cref="Loopback"/>, or an address as ss spells it.</summary>
    public string Place { get; }

    /// <summary>Null where <see cref="Place"/> is none.</summary>
    public IPAddress? Address { get; }

    public int FirstPort { get; }

    /// <summary>That of <see cref="FirstPort"/>, unless it is a range.</summary>
    public int LastPort { get; }

    /// <param name="ranges">Whether it may name several ports.</param>
    /// <param name="complaint">What is wrong and how to mend it; null if nothing is.</param>
    public static ListenerEntry? Read(string text, bool ranges, out string? complaint)
    {
        if (text.Contains(','))
        {
            complaint = $"\"{text}\" holds a comma; write each listener by itself: an entry of the list in the file, or a flag";
            return null;
        }

        int slash = text.IndexOf('/', StringComparison.Ordinal);
        string protocol = slash < 0 ? "" : text[..slash];
        if (protocol is not ("tcp" or "udp"))
        {
            complaint = $"\"{text}\" does not begin with tcp/ or udp/; write it like tcp/80 or udp/any:53";
            return null;
        }

        (string place, string ports) = Split(text[(slash + 1)..]);
        complaint = PortsComplaint(text, ports, ranges, out int first, out int last);
        if (complaint is not null)
        {
            return null;
        }

        complaint = PlaceComplaint(text, place, ports, out IPAddress? address, out string spelled);
        return complaint is null ? new ListenerEntry(protocol, spelled, address, first, last) : null;
    }

    public override string ToString()
    {
        string ports = FirstPort.ToString(CultureInfo.InvariantCulture) + (LastPort == FirstPort ? "" : string.Create(CultureInfo.InvariantCulture, $"-{LastPort}"));
        return Place == Anywhere ? $"{Protocol}/{ports}" : $"{Protocol}/{Place}:{ports}";
    }

    /// <summary>What stands before the last colon that is no part of an address, and behind it.</summary>
    private static (string Place, string Ports) Split(string text)
    {
        int colon = text.LastIndexOf(':');
        return colon < 0 || text.EndsWith(']') ? (Anywhere, text) : (text[..colon], text[(colon + 1)..]);
    }

    private static string? PortsComplaint(string text, string ports, bool ranges, out int first, out int last)
    {
        (first, last) = (1, LastPortOfAll);
        if (ports == "*" && ranges)
        {
            return null;
        }

        string[] ends = ports.Split('-');
        if (ends.Length == 1 && TryReadPort(ends[0], out first))
        {
            last = first;
            return null;
        }

        if (ends.Length != 2 || !TryReadPort(ends[0], out first) || !TryReadPort(ends[1], out last))
        {
            return ports == "*"
                ? $"\"{text}\" names every port; an expected listener has one, like tcp/80"
                : $"\"{text}\" does not end in a port; write a number from 1 to {LastPortOfAll}{(ranges ? ", a range like 8000-8010, or *" : "")}";
        }

        if (!ranges)
        {
            return $"\"{text}\" names several ports; an expected listener has one: write an entry for each";
        }

        return last < first ? $"\"{text}\" ends before it begins; write {last}-{first}" : null;
    }

    private static string? PlaceComplaint(string text, string place, string ports, out IPAddress? address, out string spelled)
    {
        (address, spelled) = (null, place);
        switch (place)
        {
            case Anywhere or Any or Loopback:
                return null;
            case "localhost":
                return $"\"{text}\" names a host and no address; write {Loopback}:{ports}, or an IP address";
            case "":
                return $"\"{text}\" has nothing before the colon; leave the colon out, or write {Any}, {Loopback} or an IP address before it";
        }

        if (place.Contains('%'))
        {
            return $"\"{text}\" names an interface; leave out what begins with %";
        }

        bool brackets = place is ['[', .., ']'];
        string inner = brackets ? place[1..^1] : place;

        // IPAddress.Parse takes "1" for 0.0.0.1 and "010.1.1.1" for octal; only the four decimal numbers mean here what they say.
        if (!IPAddress.TryParse(inner, out IPAddress? parsed) || (inner.Contains(':') ? !brackets : brackets || parsed.ToString() != inner))
        {
            return inner.Contains(':')
                ? $"\"{text}\" holds an IPv6 address without brackets or none at all; write it like [::1]:{ports}"
                : $"\"{text}\" names a place that is no IP address{NearestName.Hint(place, [Any, Loopback], $"; write {Any}, {Loopback} or an IP address")}";
        }

        address = parsed.IsIPv4MappedToIPv6 ? parsed.MapToIPv4() : parsed;
        spelled = address.ToString().Contains(':') ? $"[{address}]" : address.ToString();
        return null;
    }

    private static bool TryReadPort(string text, out int port)
        => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is >= 1 and <= LastPortOfAll;
}
