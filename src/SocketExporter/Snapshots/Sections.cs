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

    /// <summary>The range of ephemeral ports. No collector needs it: without it the kernel's default stands in.</summary>
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

    /// <summary>No section but a wish: processes are to be looked through for the owners of sockets. Without it owners are unknown, which is no failure.</summary>
    Owners = 1024,

    All = (UserNames << 1) - 1,
}
