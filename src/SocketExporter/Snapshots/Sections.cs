namespace SocketExporter.Snapshots;

/// <summary>The parts of a sample. Each is read alone and fails alone; a collector names those it needs.</summary>
[Flags]
internal enum Sections
{
    None = 0,
    Tcp = 1,
    Udp = 2,
    Unix = 4,

    /// <summary>Sockets in use by protocol (/proc/net/protocols).</summary>
    Protocols = 8,
    Processes = 16,

    /// <summary>snmp, netstat, snmp6 and, where present, those of SCTP and IPsec.</summary>
    Counters = 32,
    Links = 64,

    /// <summary>The range of ephemeral ports. To tell who began a connection the kernel's default stands in for it.</summary>
    LocalPorts = 128,

    /// <summary>Limits of the kernel, from sysctls.</summary>
    Limits = 256,

    /// <summary>sockstat, sockstat6.</summary>
    Sockstat = 512,

    /// <summary>Raw sockets. Like UDP-Lite they are read for whoever shows sockets by process or user.</summary>
    Raw = 2048,

    UdpLite = 4096,

    /// <summary>Netlink sockets and what they have dropped.</summary>
    Netlink = 8192,

    /// <summary>vsock sockets, which /proc/net/protocols does not count.</summary>
    Vsock = 16384,

    /// <summary>Names of users, from the file passwd.</summary>
    UserNames = 32768,

    /// <summary>What the CPUs do with packets that come in (softnet_stat).</summary>
    Softnet = 1048576,

    /// <summary>Entries, limit and statistics of conntrack.</summary>
    Conntrack = 2097152,

    /// <summary>No section but a wish: processes are to be looked through for the owners of sockets. Without it owners are unknown, which is no failure.</summary>
    Owners = 1024,

    /// <summary>Routes, of all tables and both families.</summary>
    Routes = 65536,
    Neighbours = 131072,

    /// <summary>Multicast groups that interfaces have joined.</summary>
    Multicast = 262144,

    /// <summary>No section but a wish: TCP connections with a queue are to be asked what has gone through it.</summary>
    QueueProgress = 4194304,

    /// <summary>No section but a wish: single routes are to be kept, and not only counted.</summary>
    RouteEntries = 524288,

    /// <summary>No section but a wish: in some samples TCP connections are to tell how long their round trips are and what they have sent again.</summary>
    TcpHealth = 8388608,

    /// <summary>Names of the control groups in which sockets were made.</summary>
    ControlGroups = 268435456,

    /// <summary>No section but a wish: who leaves connections in CLOSE_WAIT, and for how long.</summary>
    TcpLeaks = 536870912,

    All = ((TcpHealth << 1) - 1) | ControlGroups | TcpLeaks,

    /// <summary>The flows of conntrack, one by one. Only on wish, and so no part of all: it needs a privilege, and time on a busy router.</summary>
    ConntrackFlows = TcpHealth << 1,

    /// <summary>No section but a wish, and no part of all: each TCP connection is to tell in each sample what it has sent and received.</summary>
    TcpTraffic = TcpHealth << 2,
}
