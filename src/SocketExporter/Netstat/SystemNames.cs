using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using SocketExporter.Kernel.Sockets;

namespace SocketExporter.Netstat;

/// <summary>
/// Names from /etc: services, protocols and users, each file read when first asked for and then kept. A file that is missing or can't be read has no names.
/// </summary>
internal sealed class SystemNames
{
    /// <summary>Past it a file is not what it should be; the services of Debian are 13 KB, a passwd of 100,000 users is 6 MB.</summary>
    private const long MaxFileBytes = 16 * 1024 * 1024;

    private readonly string _folder;
    private Dictionary<(ServiceProtocol Protocol, int Port), byte[]>? _services;
    private Dictionary<uint, byte[]>? _users;
    private Dictionary<IpAddress, byte[]>? _networks;

    /// <param name="folder">/etc.</param>
    public SystemNames(string folder)
    {
        _folder = folder;
        Hosts = new HostNames(Path.Combine(folder, "hosts"));
    }

    public HostNames Hosts { get; }

    /// <summary>Empty where the port has no name. A port of raw sockets is a protocol.</summary>
    public ReadOnlySpan<byte> OfPort(ServiceProtocol protocol, int port)
    {
        _services ??= ReadServices();
        return _services.TryGetValue((protocol, port), out byte[]? name) ? name : [];
    }

    /// <summary>Empty where the user has no name.</summary>
    public ReadOnlySpan<byte> OfUser(uint uid)
    {
        _users ??= ReadUsers();
        return _users.TryGetValue(uid, out byte[]? name) ? name : [];
    }

    /// <summary>Empty where the IPv4 network has no name. Names say nothing about its mask.</summary>
    public ReadOnlySpan<byte> OfNetwork(IpAddress network)
    {
        _networks ??= ReadNetworks();
        return _networks.TryGetValue(network, out byte[]? name) ? name : [];
    }

    /// <summary>Lines of a file of /etc up to the comment, not empty.</summary>
    internal static IEnumerable<string> Lines(string path)
    {
        string text;
        try
        {
            var file = new FileInfo(path);
            text = file.Exists && file.Length <= MaxFileBytes ? File.ReadAllText(path) : "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            text = "";
        }

        return text.Split('\n').Select(static line => line.Split('#')[0].Trim()).Where(static line => line.Length > 0);
    }

    /// <summary>"ssh 22/tcp alias …"; "icmp 1 ICMP …".</summary>
    private Dictionary<(ServiceProtocol Protocol, int Port), byte[]> ReadServices()
    {
        Dictionary<(ServiceProtocol Protocol, int Port), byte[]> names = [];
        foreach (string line in Lines(Path.Combine(_folder, "services")))
        {
            string[] words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            string[] port = words.Length > 1 ? words[1].Split('/') : [];
            if (port.Length == 2 && TryParseNumber(port[0], out int number) && Protocol(port[1]) is { } protocol)
            {
                names.TryAdd((protocol, number), Encoding.UTF8.GetBytes(words[0]));
            }
        }

        foreach (string line in Lines(Path.Combine(_folder, "protocols")))
        {
            string[] words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length > 1 && TryParseNumber(words[1], out int number))
            {
                names.TryAdd((ServiceProtocol.Raw, number), Encoding.UTF8.GetBytes(words[0]));
            }
        }

        return names;
    }

    /// <summary>"name:password:uid:…".</summary>
    private Dictionary<uint, byte[]> ReadUsers()
    {
        Dictionary<uint, byte[]> names = [];
        foreach (string line in Lines(Path.Combine(_folder, "passwd")))
        {
            string[] fields = line.Split(':');
            if (fields.Length > 2 && fields[0].Length > 0 && uint.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out uint uid))
            {
                names.TryAdd(uid, Encoding.UTF8.GetBytes(fields[0]));
            }
        }

        return names;
    }

    /// <summary>"loopback 127.0.0.0".</summary>
    private Dictionary<IpAddress, byte[]> ReadNetworks()
    {
        Dictionary<IpAddress, byte[]> names = [];
        foreach (string line in Lines(Path.Combine(_folder, "networks")))
        {
            string[] words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length > 1 && IPAddress.TryParse(words[1], out IPAddress? address) && address.AddressFamily == AddressFamily.InterNetwork)
            {
                names.TryAdd(IpAddress.FromNetworkOrder(address.GetAddressBytes(), IpFamily.Ipv4), Encoding.UTF8.GetBytes(words[0]));
            }
        }

        return names;
    }

    private static ServiceProtocol? Protocol(string name) => name switch
    {
        "tcp" => ServiceProtocol.Tcp,
        "udp" => ServiceProtocol.Udp,
        "sctp" => ServiceProtocol.Sctp,
        _ => null,
    };

    private static bool TryParseNumber(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
