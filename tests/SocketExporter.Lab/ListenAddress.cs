using System.Net;

namespace SocketExporter.Lab;

/// <summary>Where a listener binds (family=ipv4|ipv6|mapped, bind=any|loopback) and what its clients connect to.</summary>
internal sealed class ListenAddress
{
    private readonly bool _mapped;

    public ListenAddress(Scenario scenario)
    {
        string family = scenario.Text("family");
        bool any = scenario.Text("bind", "any") == "any";
        _mapped = family == "mapped";
        (Family, ClientFamily, Address, Target, Spelling) = family switch
        {
            "ipv4" => ("ipv4", "ipv4", any ? IPAddress.Any : IPAddress.Loopback, IPAddress.Loopback, any ? "0.0.0.0" : "127.0.0.1"),
            "ipv6" => ("ipv6", "ipv6", any ? IPAddress.IPv6Any : IPAddress.IPv6Loopback, IPAddress.IPv6Loopback, any ? "[::]" : "[::1]"),
            "mapped" => ("ipv6", "ipv4", IPAddress.IPv6Any, IPAddress.Loopback, "*"),
            _ => throw new ArgumentException($"family={family} is none of ipv4, ipv6, mapped"),
        };
    }

    public string Family { get; }

    public string ClientFamily { get; }

    public IPAddress Address { get; }

    /// <summary>What clients connect to.</summary>
    public IPAddress Target { get; }

    public string Spelling { get; }

    public string TargetSpelling => ClientFamily == "ipv4" ? Target.ToString() : $"[{Target}]";

    /// <summary>Unbound, with the options that must stand before bind: IPv6 without IPv4 unless mapped.</summary>
    public RawSocket Open(int type = LibC.SOCK_STREAM)
    {
        RawSocket socket = RawSocket.Open(Family == "ipv4" ? LibC.AF_INET : LibC.AF_INET6, type);
        if (type == LibC.SOCK_STREAM)
        {
            socket.Set(LibC.SOL_SOCKET, LibC.SO_REUSEADDR, 1);
        }

        if (Family == "ipv6")
        {
            socket.Set(LibC.IPPROTO_IPV6, LibC.IPV6_V6ONLY, _mapped ? 0 : 1);
        }

        return socket;
    }
}
