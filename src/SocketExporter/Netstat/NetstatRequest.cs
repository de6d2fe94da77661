namespace SocketExporter.Netstat;

/// <summary>What the words of the command line ask for. Filled by the effects of <see cref="NetstatFlags"/>, completed by <see cref="Complete"/>, then only read.</summary>
internal sealed class NetstatRequest
{
    /// <summary>Between two rounds of -c without a time of its own, as net-tools.</summary>
    public static readonly TimeSpan DefaultInterval = TimeSpan.FromSeconds(1);

    public bool Routes { get; set; }

    public bool Interfaces { get; set; }

    public bool Groups { get; set; }

    public bool Statistics { get; set; }

    public bool Masquerade { get; set; }

    public bool Tcp { get; set; }

    public bool Sctp { get; set; }

    public bool Udp { get; set; }

    public bool UdpLite { get; set; }

    public bool Raw { get; set; }

    public bool Unix { get; set; }

    public bool Ipv4 { get; set; }

    public bool Ipv6 { get; set; }

    public bool All { get; set; }

    public bool Listening { get; set; }

    public bool NumericHosts { get; set; }

    public bool NumericPorts { get; set; }

    public bool NumericUsers { get; set; }

    /// <summary>How often -e was given.</summary>
    public int Extended { get; set; }

    public bool Programs { get; set; }

    public bool Timers { get; set; }

    public bool Wide { get; set; }

    public bool Verbose { get; set; }

    /// <summary>-C: the routing cache, which Linux has not had since 3.6.</summary>
    public bool Cache { get; set; }

    public bool Continuous { get; set; }

    /// <summary>null: <see cref="DefaultInterval"/>.</summary>
    public TimeSpan? Interval { get; set; }

    public bool Json { get; set; }

    public bool Help { get; set; }

    public bool Version { get; set; }

    /// <summary>bash, zsh or fish: print its completions and nothing else.</summary>
    public string? CompletionFor { get; set; }

    /// <summary>Print the manual page and nothing else.</summary>
    public bool Manual { get; set; }

    /// <summary>Where procfs is mounted.</summary>
    public string ProcPath { get; set; } = "/proc";

    /// <summary>A recording to show in the place of this host.</summary>
    public string? Replay { get; set; }

    /// <summary>One of the views that show no sockets and stand alone.</summary>
    public bool HasViewOfItsOwn => Routes || Interfaces || Statistics || Masquerade;

    public bool ShowsInternet => !HasViewOfItsOwn && (Tcp || Sctp || Udp || UdpLite || Raw);

    public bool ShowsUnix => !HasViewOfItsOwn && Unix;

    public bool ShowsGroups => !HasViewOfItsOwn && Groups;

    /// <summary>-r shows IPv4 unless IPv6 alone was named.</summary>
    public bool ShowsIpv4Routes { get; private set; }

    /// <summary>-r shows IPv6 where it was named.</summary>
    public bool ShowsIpv6Routes { get; private set; }

    /// <summary>Whether a table was named, so that it must say why it is empty where the kernel does not have it.</summary>
    public bool NamesTable { get; private set; }

    /// <summary>Whether each protocol that is shown was named, so that it must say why it is empty where the kernel does not have it.</summary>
    public bool NamesProtocol { get; private set; }

    /// <summary>Applies what net-tools takes for said: a family without a protocol is every protocol of it, a protocol without a family both, nothing at all every socket.</summary>
    /// <returns>What contradicts itself; null if nothing does.</returns>
    public string? Complete()
    {
        int views = (Routes ? 1 : 0) + (Interfaces ? 1 : 0) + (Statistics ? 1 : 0) + (Masquerade ? 1 : 0);
        if (views > 1)
        {
            return "-r, -i, -s and -M are views of their own; keep one";
        }

        bool namesProtocol = Tcp || Sctp || Udp || UdpLite || Raw;
        NamesTable = namesProtocol || Unix || Groups || Ipv4 || Ipv6;
        NamesProtocol = namesProtocol;
        ShowsIpv4Routes = Routes && (Ipv4 || !Ipv6);
        ShowsIpv6Routes = Routes && Ipv6;
        bool everything = !NamesTable;
        if (everything || (!namesProtocol && (Statistics || ((Ipv4 || Ipv6) && !Groups))))
        {
            Tcp = Sctp = Udp = UdpLite = Raw = true;
        }

        Unix |= everything;
        if (!Ipv4 && !Ipv6)
        {
            Ipv4 = Ipv6 = true;
        }

        return null;
    }
}
