using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SocketExporter.Netstat;

/// <summary>
/// Names of addresses: /etc/hosts, then the resolver. Every address is asked for once. A resolver that does not answer must not hold up the table: it gets
/// <see cref="LongestLookup"/> for one address and <see cref="LongestInAll"/> in all, then addresses are shown as numbers.
/// </summary>
internal sealed class HostNames
{
    public static readonly TimeSpan LongestLookup = TimeSpan.FromSeconds(2);
    public static readonly TimeSpan LongestInAll = TimeSpan.FromSeconds(5);

    /// <summary>Addresses whose names are remembered; further ones are shown as numbers, and the memory of the command stays bounded.</summary>
    public const int Capacity = 65_536;

    private readonly string _hostsPath;
    private readonly Func<IPAddress, Task<string?>> _resolve;
    private Dictionary<IPAddress, byte[]>? _known;
    private TimeSpan _waited;

    public HostNames(string hostsPath)
        : this(hostsPath, AskResolver)
    {
    }

    internal HostNames(string hostsPath, Func<IPAddress, Task<string?>> resolve)
    {
        _hostsPath = hostsPath;
        _resolve = resolve;
    }

    /// <summary>Empty where it has no name, or none in time. 0.0.0.0 and :: are nobody's address, and no resolver is asked for them.</summary>
    public ReadOnlySpan<byte> Of(IPAddress address)
    {
        if (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any))
        {
            return [];
        }

        _known ??= ReadHosts();
        if (_known.TryGetValue(address, out byte[]? name))
        {
            return name;
        }

        if (_known.Count >= Capacity || _waited >= LongestInAll)
        {
            return [];
        }

        name = Encoding.UTF8.GetBytes(Ask(address) ?? "");
        _known.Add(address, name);
        return name;
    }

    private static async Task<string?> AskResolver(IPAddress address)
    {
        string name = (await Dns.GetHostEntryAsync(address).ConfigureAwait(false)).HostName;

        // Without a name the resolver answers with the address itself.
        return IPAddress.TryParse(name, out _) ? null : name;
    }

    /// <summary>Null where the resolver fails, or the runtime takes the address or its name for none (one of more than 255 characters).</summary>
    private async Task<string?> AnswerOrNone(IPAddress address)
    {
        try
        {
            return await _resolve(address).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            return null;
        }
    }

    private string? Ask(IPAddress address)
    {
        long start = Stopwatch.GetTimestamp();
        Task<string?> answer = AnswerOrNone(address);
        bool answered = answer.Wait(LongestLookup);
        _waited += Stopwatch.GetElapsedTime(start);
        return answered ? answer.Result : null;
    }

    private Dictionary<IPAddress, byte[]> ReadHosts()
    {
        Dictionary<IPAddress, byte[]> names = [];
        foreach (string line in SystemNames.Lines(_hostsPath))
        {
            string[] words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length > 1 && names.Count < Capacity && IPAddress.TryParse(words[0], out IPAddress? address))
            {
                names.TryAdd(address, Encoding.UTF8.GetBytes(words[1]));
            }
        }

        return names;
    }
}
