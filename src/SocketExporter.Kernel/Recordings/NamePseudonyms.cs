using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace SocketExporter.Kernel.Recordings;

/// <summary>
/// Other names for processes, paths, control groups and interfaces: equal ones stay equal, different ones different. Words that every host has stay, so
/// that a reader still sees a socket of dbus or a pod of Kubernetes; everything else becomes x and letters, numbered in order of appearance. The letters
/// are no hexadecimal digits: where the exporter folds those, it folds as it did on the recorded host.
/// </summary>
internal sealed partial class NamePseudonyms
{
    /// <summary>The longest unix name: sizeof(sockaddr_un.sun_path).</summary>
    private const int MaxUnixNameBytes = 108;

    private const string Letters = "ghijklmnopqrstuvwxyz";

    private static readonly HashSet<string> KnownWords = new(StringComparer.Ordinal)
    {
        // Of paths.
        "run", "var", "tmp", "lib", "dev", "log", "private", "user", "system", "snap", "opt", "etc", "usr", "home", "root", "systemd", "journal", "stdout",
        "socket", "sock", "notify", "udev", "control", "dbus", "bus", "docker", "containerd", "crio", "libpod", "podman", "kubelet", "kubernetes",
        "X11", "unix", "X0", "postgresql", "PGSQL", "mysqld", "mysql", "redis", "php", "fpm", "nscd", "cups", "avahi", "daemon", "acpid", "s",

        // Of control groups.
        "init", "machine", "scope", "slice", "service", "mount", "swap", "kubepods", "burstable", "besteffort", "guaranteed", "pod", "cri", "parent",
    };

    // The longest come before what they begin with.
    private static readonly string[] KnownInterfaces =
    [
        "nodelocaldns", "kube-ipvs", "flannel", "cilium_", "ip6tnl", "macvlan", "docker", "podman", "virbr", "vxlan", "dummy", "veth", "vnet", "cali",
        "bond", "team", "tunl", "wlan", "wwan", "br-", "cni", "eno", "enp", "ens", "eth", "gre", "lxc", "ppp", "sit", "tap", "tun", "br", "ib", "wg",
    ];

    private readonly Dictionary<string, string> _processes = [];
    private readonly Dictionary<string, string> _words = [];
    private readonly Dictionary<string, string> _hexadecimals = [];
    private readonly Dictionary<string, string> _interfaces = [];
    private readonly Dictionary<string, byte[]> _hardwareAddresses = [];

    /// <summary>At most 15 bytes, as comm is.</summary>
    public string Process(ReadOnlySpan<byte> comm, bool isKernelThread)
    {
        string name = Encoding.Latin1.GetString(comm);
        if (!_processes.TryGetValue(name, out string? pseudonym))
        {
            pseudonym = string.Create(CultureInfo.InvariantCulture, $"{(isKernelThread ? "kthread" : "process")}-{_processes.Count + 1}");
            _processes.Add(name, pseudonym);
        }

        return pseudonym;
    }

    /// <summary>A path, or an abstract name with its NUL in front. What the kernel itself gave (NUL and five digits) stays.</summary>
    public byte[] UnixName(ReadOnlySpan<byte> name)
    {
        string text = Encoding.Latin1.GetString(name);
        if (AutomaticName().IsMatch(text))
        {
            return name.ToArray();
        }

        string start = text.StartsWith('\0') ? "\0" : "";
        string end = start.Length == 0 && text.EndsWith('\0') ? "\0" : "";
        string inner = text[start.Length..(text.Length - end.Length)];
        string pseudonym = Path(inner);
        if (start.Length + pseudonym.Length > MaxUnixNameBytes)
        {
            pseudonym = "/" + Word(inner);
        }

        return Encoding.Latin1.GetBytes(start + pseudonym + end);
    }

    /// <summary>Segments between slashes, each word by word.</summary>
    public string Path(string path) => string.Join('/', path.Split('/').Select(Segment));

    /// <summary>The kind of interface that the name says, and its number, stay: eth0, enp3s0, veth… . At most 15 bytes.</summary>
    public string Interface(ReadOnlySpan<byte> bytes)
    {
        string name = Encoding.Latin1.GetString(bytes);
        if (_interfaces.TryGetValue(name, out string? pseudonym))
        {
            return pseudonym;
        }

        string kind = Array.Find(KnownInterfaces, known => name.StartsWith(known, StringComparison.Ordinal)) ?? "";
        pseudonym = name == "lo" || InterfacePlace().IsMatch(name) || (kind.Length > 0 && InterfaceNumber().IsMatch(name[kind.Length..]))
            ? name
            : (kind.Length > 0 ? kind : "if-") + Code(_interfaces.Count + 1);
        _interfaces.Add(name, pseudonym);
        return pseudonym;
    }

    /// <summary>Whatever length an interface's address has. Zeros (loopback) stay.</summary>
    public byte[] HardwareAddress(ReadOnlySpan<byte> address)
    {
        if (address.TrimStart((byte)0).IsEmpty)
        {
            return address.ToArray();
        }

        string key = Convert.ToHexString(address);
        if (!_hardwareAddresses.TryGetValue(key, out byte[]? pseudonym))
        {
            pseudonym = new byte[address.Length];
            pseudonym[0] = 2; // locally administered, nobody's
            int number = _hardwareAddresses.Count + 1;
            for (int i = pseudonym.Length - 1; i > 0 && number > 0; i--, number >>= 8)
            {
                pseudonym[i] = (byte)number;
            }

            _hardwareAddresses.Add(key, pseudonym);
        }

        return pseudonym;
    }

    private static string Code(int number)
    {
        string code = "";
        for (; number > 0; number = (number - 1) / Letters.Length)
        {
            code = Letters[(number - 1) % Letters.Length] + code;
        }

        return code;
    }

    private string Segment(string segment) => NumberedSegment().IsMatch(segment) ? segment : Token().Replace(segment, match => Replacement(match.Value));

    private string Replacement(string token)
    {
        if (KnownWords.Contains(token))
        {
            return token;
        }

        return Hexadecimal().IsMatch(token) ? HexadecimalOf(token) : Word(token);
    }

    private string Word(string word)
    {
        if (!_words.TryGetValue(word, out string? pseudonym))
        {
            // No known word begins with an x in lower case.
            pseudonym = "x" + Code(_words.Count + 1);
            _words.Add(word, pseudonym);
        }

        return pseudonym;
    }

    /// <summary>As many digits, and the same separators between them: a container's id, a pod's uid.</summary>
    private string HexadecimalOf(string token)
    {
        if (!_hexadecimals.TryGetValue(token, out string? pseudonym))
        {
            string digits = (_hexadecimals.Count + 1).ToString("x", CultureInfo.InvariantCulture).PadLeft(token.Count(char.IsAsciiHexDigit), '0');
            int next = 0;
            pseudonym = string.Concat(token.Select(c => char.IsAsciiHexDigit(c) ? digits[next++] : c));
            _hexadecimals.Add(token, pseudonym);
        }

        return pseudonym;
    }

    [GeneratedRegex("^\0[0-9a-f]{5}$", RegexOptions.CultureInvariant)]
    private static partial Regex AutomaticName();

    // 1000, user-1000.slice, user@1000.service, session-3.scope: a uid or a counter.
    [GeneratedRegex(@"^(?:[0-9]{1,7}|(?:user|session)[-@]c?[0-9]{1,7}\.(?:slice|scope|service))$", RegexOptions.CultureInvariant)]
    private static partial Regex NumberedSegment();

    [GeneratedRegex(
        @"pod(?=[0-9a-fA-F]{8}[-_])|[0-9a-fA-F]{8}(?:[-_][0-9a-fA-F]{4}){3}[-_][0-9a-fA-F]{12}|[0-9A-Za-z\u0080-\u00ff]+|[\u0000-\u0020\u007f]+",
        RegexOptions.CultureInvariant)]
    private static partial Regex Token();

    [GeneratedRegex("^(?=.*[0-9])[0-9a-fA-F][-_0-9a-fA-F]{7,}$", RegexOptions.CultureInvariant)]
    private static partial Regex Hexadecimal();

    // Behind the kind: a number and a VLAN; not the letters and digits of a container's veth or of a hardware address.
    [GeneratedRegex(@"^[0-9]{0,4}(?:\.[0-9]{1,4})?$", RegexOptions.CultureInvariant)]
    private static partial Regex InterfaceNumber();

    // A place on the bus: enp3s0f1.
    [GeneratedRegex(@"^(?:en|wl)(?:P[0-9]{1,3})?p[0-9]{1,3}s[0-9]{1,3}(?:f[0-9]{1,2})?(?:np[0-9]{1,2})?(?:\.[0-9]{1,4})?$", RegexOptions.CultureInvariant)]
    private static partial Regex InterfacePlace();
}
