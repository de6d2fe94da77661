using System.Globalization;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Snapshots;

namespace SocketExporter.Sampling.Memory;

/// <summary>
/// Drops of netlink sockets by protocol, as counters that never fall: each socket's increment since the last sample goes to its protocol's total, and the total stays
/// when the socket goes.
/// </summary>
internal sealed class NetlinkDropMemory
{
    private readonly DropMemory _sockets = new();
    private readonly double[] _totals = new double[byte.MaxValue + 1];
    private readonly double[] _increments = new double[byte.MaxValue + 1];
    private readonly bool[] _isUsed = new bool[byte.MaxValue + 1];

    public TrackedSockets Tracked => new("netlink_drops", _sockets.Count, DropMemory.Capacity);

    public void BeginSample()
    {
        _sockets.BeginSample();
        Array.Clear(_increments);
        Array.Clear(_isUsed);
    }

    public void Observe(in NetlinkSocketRow row)
    {
        // The kernel's own ends (port id 0) receive requests only and are there on every host; inode 0 is a socket that is being closed.
        if (row.Inode != 0 && (row.PortId != 0 || row.Drops != 0))
        {
            _isUsed[row.Protocol] = true;
            _increments[row.Protocol] += _sockets.Observe(((ulong)row.Protocol << 32) | row.Inode, row.Drops);
        }
    }

    /// <summary>All sockets of this sample were seen: what they dropped is credited. Protocols that a program uses, or whose sockets ever dropped something.</summary>
    public NetlinkDrops[] EndSample()
    {
        _sockets.EndSample();
        for (int i = 0; i < _totals.Length; i++)
        {
            _totals[i] += _increments[i];
        }

        return
        [
            .. Enumerable.Range(0, _totals.Length).Where(i => _isUsed[i] || _totals[i] > 0).Select(i => new NetlinkDrops(NameOf(i), _totals[i])),
        ];
    }

    /// <summary>As linux/netlink.h names it, in lower case; the number of one that it does not name.</summary>
    internal static string NameOf(int protocol) => protocol switch
    {
        0 => "route",
        2 => "usersock",
        3 => "firewall",
        4 => "sock_diag",
        5 => "nflog",
        6 => "xfrm",
        7 => "selinux",
        8 => "iscsi",
        9 => "audit",
        10 => "fib_lookup",
        11 => "connector",
        12 => "netfilter",
        13 => "ip6_fw",
        14 => "dnrtmsg",
        15 => "kobject_uevent",
        16 => "generic",
        18 => "scsitransport",
        19 => "ecryptfs",
        20 => "rdma",
        21 => "crypto",
        22 => "smc",
        _ => protocol.ToString(CultureInfo.InvariantCulture),
    };
}
