using System.Globalization;
using SocketExporter.Config;

namespace SocketExporter.Netstat;

/// <summary>
/// Every flag of the command, once. Letters and long names are net-tools' (netstat.c), those of the groups "this program's own" excepted; -Z and the
/// families that Linux has dropped (ax25, ipx, netrom …) are not there.
/// </summary>
internal static class NetstatFlags
{
    private const string Views = "Views, one at a time";
    private const string Tables = "Sockets";
    private const string Selection = "Which of them";
    private const string Columns = "What is shown of them";
    private const string Own = "This program's own";

    /// <summary>Below, the reading itself would be most of what the table shows.</summary>
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan LongestInterval = TimeSpan.FromDays(1);

    /// <summary>-A, with net-tools' synonyms.</summary>
    private static readonly string[] Families = ["inet", "inet6", "unix", "ip", "tcpip"];

    public static IReadOnlyList<NetstatFlag> All { get; } =
    [
        Switch(Views, 'r', "route", "Routing table", static r => r.Routes = true),
        Switch(Views, 'i', "interfaces", "Interfaces with their counters; -ie as ifconfig shows them", static r => r.Interfaces = true),
        Switch(Views, 's', "statistics", "Counters of the protocols, in sentences", static r => r.Statistics = true),
        Switch(Views, 'M', "masquerade", "Connections whose addresses this host translates", static r => r.Masquerade = true),
        Switch(Tables, 't', "tcp", "TCP", static r => r.Tcp = true),
        Switch(Tables, 'u', "udp", "UDP", static r => r.Udp = true),
        Switch(Tables, 'U', "udplite", "UDP-Lite", static r => r.UdpLite = true),
        Switch(Tables, 'S', "sctp", "SCTP", static r => r.Sctp = true),
        Switch(Tables, 'w', "raw", "Raw sockets", static r => r.Raw = true),
        Switch(Tables, 'x', "unix", "Unix domain sockets", static r => r.Unix = true),
        Switch(Tables, 'g', "groups", "Multicast groups that were joined", static r => r.Groups = true),
        Switch(Selection, 'a', "all", "Connections and listeners", static r => r.All = true),
        Switch(Selection, 'l', "listening", "Listeners only; without -a and -l connections only", static r => r.Listening = true),
        Switch(Selection, '4', "inet", "IPv4", static r => Family(r, "inet"), "ip", "tcpip"),
        Switch(Selection, '6', "inet6", "IPv6", static r => Family(r, "inet6")),
        new NetstatFlag
        {
            Group = Selection,
            Letter = 'A',
            Names = ["protocol"],
            ValueName = "FAMILY",
            Values = Families,
            Help = "Families by name, separated by commas: inet, inet6, unix",
            Effect = static (r, value) => value.Split(',').Select(name => Family(r, name)).FirstOrDefault(static error => error is not null),
        },
        Switch(Columns, 'n', "numeric", "No names for addresses, ports and users", static r => r.NumericHosts = r.NumericPorts = r.NumericUsers = true),
        Switch(Columns, null, "numeric-hosts", "No names for addresses", static r => r.NumericHosts = true),
        Switch(Columns, null, "numeric-ports", "No names for ports", static r => r.NumericPorts = true),
        Switch(Columns, null, "numeric-users", "No names for users", static r => r.NumericUsers = true),
        Switch(Columns, 'N', "symbolic", "Accepted, changes nothing: kinds of hardware have their names already", static _ => { }),
        Switch(Columns, 'e', "extend", "More columns: user and inode of sockets; twice for more of routes", static r => r.Extended++),
        Switch(Columns, 'p', "programs", "Process that has the socket", static r => r.Programs = true),
        Switch(Columns, 'o', "timers", "Timer that runs", static r => r.Timers = true),
        Switch(Columns, 'W', "wide", "Addresses in full, however wide", static r => r.Wide = true),
        Switch(Columns, 'v', "verbose", "Say which tables this kernel does not have", static r => r.Verbose = true),
        Switch(Columns, 'F', "fib", "Routes of the forwarding table, which is the default", static r => r.Cache = false),
        Switch(Columns, 'C', "cache", "Routes of the routing cache, which Linux has not had since 3.6", static r => r.Cache = true),
        new NetstatFlag
        {
            Group = Columns,
            Letter = 'c',
            Names = ["continuous"],
            ValueName = "SECONDS",
            ValueIsOptional = true,
            Help = "Again and again, every second or as often as said (-c 5)",
            Effect = static (r, value) =>
            {
                r.Continuous = true;
                return value.Length == 0 || TrySetInterval(r, value) ? null : $"\"{value}\" is no time; write seconds from 0.1 on, or a duration such as 1m30s";
            },
        },
        Switch(Own, null, "json", "An array of objects in the place of the table", static r => r.Json = true),
        Value(Own, "path.procfs", "PATH", "Where procfs is mounted; /proc", static (r, value) => r.ProcPath = value),
        Value(Own, "replay", "DIR", "Show a recording (socket-exporter record) in the place of this host", static (r, value) => r.Replay = value),
        new NetstatFlag
        {
            Group = Own,
            Names = ["completion"],
            ValueName = "SHELL",
            Values = ["bash", "zsh", "fish"],
            Help = "Print completions for a shell: bash, zsh or fish",
            Effect = static (r, value) =>
            {
                r.CompletionFor = value;
                return value is "bash" or "zsh" or "fish" ? null : $"\"{value}\" is no shell it knows; write bash, zsh or fish";
            },
        },
        Switch(Own, null, "manual", "Print the manual page, in roff", static r => r.Manual = true),
        Switch(Own, 'V', "version", "Print version and runtime", static r => r.Version = true),
        Switch(Own, 'h', "help", "Print this text", static r => r.Help = true),
    ];

    /// <summary>Seconds, whole or with a point, or a Prometheus duration.</summary>
    public static bool TrySetInterval(NetstatRequest request, string text)
    {
        if (!PrometheusDuration.TryParse(text, out TimeSpan interval))
        {
            if (!double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds) || seconds > LongestInterval.TotalSeconds)
            {
                return false;
            }

            interval = TimeSpan.FromSeconds(seconds);
        }

        if (interval < ShortestInterval || interval > LongestInterval)
        {
            return false;
        }

        request.Interval = interval;
        return true;
    }

    private static string? Family(NetstatRequest request, string name)
    {
        switch (name)
        {
            case "inet" or "ip" or "tcpip":
                request.Ipv4 = true;
                return null;
            case "inet6":
                request.Ipv6 = true;
                return null;
            case "unix":
                request.Unix = true;
                return null;
            default:
                return $"\"{name}\" is no family it knows; write inet, inet6 or unix";
        }
    }

    private static NetstatFlag Switch(string group, char? letter, string name, string help, Action<NetstatRequest> effect, params string[] synonyms) => new()
    {
        Group = group,
        Letter = letter,
        Names = [name, .. synonyms],
        Help = help,
        Effect = (request, _) =>
        {
            effect(request);
            return null;
        },
    };

    private static NetstatFlag Value(string group, string name, string valueName, string help, Action<NetstatRequest, string> effect) => new()
    {
        Group = group,
        Names = [name],
        ValueName = valueName,
        Help = help,
        Effect = (request, value) =>
        {
            effect(request, value);
            return value.Length == 0 ? $"has no value; write {valueName}" : null;
        },
    };
}
