using SocketExporter.Cli;
using SocketExporter.Kernel.Processes;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Snapshots;
using SocketExporter.Tests.Collectors;

namespace SocketExporter.Tests.Cli;

public sealed class DoctorReportTests
{
    private static readonly Surroundings Host = new()
    {
        Status = new OwnStatus(0, 0, new CapabilitySet(0x1ffffffffff), new CapabilitySet(0x1ffffffffff)),
        Mounts = new MountTable("/sys/fs/cgroup", "rw"),
        KernelRelease = "6.12.0",
        FirstProcess = "systemd",
        IsInitialPidNamespace = true,
        IsInitialNetworkNamespace = true,
        IsInitialUserNamespace = true,
        IsIpv6On = true,
    };

    [Fact]
    public void Where_everything_can_be_seen_the_report_says_so()
    {
        Snapshot snapshot = new SnapshotBuilder().Tcp(TcpState.Listen, Direction.None, 80, "nginx").Build() with { ProcessSight = new ProcessSight(200, 140, 0, 60) };

        Assert.Equal(
            """
            socket-exporter 0.1.0

            This process
              user                  uid 0, gid 0
              capabilities          all
              network namespace     the host's
              pid namespace         the host's
              user namespace        the host's

            This host
              kernel                6.12.0
              process 1             systemd
              procfs                open
              cgroup2               /sys/fs/cgroup
              IPv6                  on

            One sample
              TCP sockets           ok
              UDP sockets           ok
              unix sockets          ok
              sockets by protocol   ok
              processes             ok
              protocol counters     ok
              interfaces            ok
              routes                ok
              neighbours            ok
              multicast groups      ok
              local port range      ok
              kernel limits         ok
              socket memory         ok
              raw sockets           ok
              UDP-Lite sockets      ok
              netlink sockets       ok
              vsock sockets         ok
              names of users        ok
              packets by CPU        ok
              control groups        ok
              conntrack             ok
              conntrack flows       not read: no collector that is on needs it
              owners of sockets     1 known, 0 unknown, 0 nobody's (TIME_WAIT and the like)
              open files            140 processes readable, 0 denied, 200 listed, 60 of them kernel threads

            Features (socket_exporter_capability)
              counts                full: sockets by state, queues, protocol counters and interfaces
              tcp_diag              full: TCP sockets and listeners
              udp_diag              full: UDP sockets
              unix_diag             full: unix sockets and listeners
              raw_diag              full: raw sockets by process and user
              udplite               full: UDP-Lite sockets
              packet                full: number of packet sockets
              mptcp                 full: number of MPTCP sockets
              sctp                  full: number of SCTP sockets
              xdp                   full: number of XDP sockets
              vsock_diag            full: number of vsock sockets
              processes             full: which process owns a socket
              control_groups        full: systemd unit, container and pod of a socket
              conntrack             full: tracked connections: how full their table is, and what is in it where conntrack-flows is on

            Everything can be seen.

            """,
            DoctorReport.Render("socket-exporter 0.1.0", Host, snapshot, Sections.All));
    }

    [Fact]
    public void In_a_container_without_rights_or_modules_each_limit_has_its_reason_and_its_mend()
    {
        Surroundings container = Host with
        {
            Status = new OwnStatus(65534, 65534, new CapabilitySet(0), new CapabilitySet(0x80000)),
            Mounts = new MountTable(null, "rw,hidepid=invisible"),
            FirstProcess = "not visible",
            IsInitialPidNamespace = false,
            IsInitialNetworkNamespace = false,
            IsInitialUserNamespace = false,
            IsIpv6On = false,
        };
        Snapshot snapshot = new SnapshotBuilder().Tcp(TcpState.Listen, Direction.None, 80, ReservedLabel.Unknown).Build() with
        {
            ProcessSight = new ProcessSight(3, 1, 2, 0),
            FailedSections = Sections.Udp,
            SectionFailures = [new SectionFailure(Sections.Udp, "UDP sockets: this kernel has no udp_diag")],
        };

        Assert.Equal(
            """
            socket-exporter 0.1.0

            This process
              user                  uid 65534, gid 65534
              capabilities          none
              permitted only        CAP_SYS_PTRACE
              network namespace     not the host's: sockets, counters and interfaces are those of this namespace
              pid namespace         not the host's: processes outside of it are not listed
              user namespace        not the host's: capabilities count for nothing outside of it

            This host
              kernel                6.12.0
              process 1             not visible
              procfs                hidepid=invisible
              cgroup2               not mounted here
              IPv6                  off

            One sample
              TCP sockets           ok
              UDP sockets           failed: UDP sockets: this kernel has no udp_diag
              unix sockets          ok
              sockets by protocol   ok
              processes             ok
              protocol counters     ok
              interfaces            ok
              routes                ok
              neighbours            ok
              multicast groups      ok
              local port range      ok
              kernel limits         ok
              socket memory         ok
              raw sockets           ok
              UDP-Lite sockets      ok
              netlink sockets       ok
              vsock sockets         ok
              names of users        ok
              packets by CPU        ok
              control groups        ok
              conntrack             ok
              conntrack flows       not read: no collector that is on needs it
              owners of sockets     0 known, 1 unknown, 0 nobody's (TIME_WAIT and the like)
              open files            1 process readable, 2 denied, 3 listed, 0 of them kernel threads

            Features (socket_exporter_capability)
              counts                partial: sockets by state, queues, protocol counters and interfaces
                                    why:  UDP sockets: this kernel has no udp_diag
                                    mend: needs no capability: a procfs that can be read and a container runtime or sandbox that lets netlink sockets through; see the failed parts
              tcp_diag              full: TCP sockets and listeners
              udp_diag              none: UDP sockets
                                    why:  UDP sockets: this kernel has no udp_diag
                                    mend: modprobe udp_diag on the host, and for every boot: echo udp_diag >> /etc/modules-load.d/socket-exporter.conf
              unix_diag             full: unix sockets and listeners
              raw_diag              full: raw sockets by process and user
              udplite               full: UDP-Lite sockets
              packet                full: number of packet sockets
              mptcp                 full: number of MPTCP sockets
              sctp                  full: number of SCTP sockets
              xdp                   full: number of XDP sockets
              vsock_diag            full: number of vsock sockets
              processes             none: which process owns a socket
                                    why:  2 of 3 processes do not let their open files be read
                                    mend: it lacks CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH
                                    mend: systemd: AmbientCapabilities=CAP_SYS_PTRACE CAP_DAC_READ_SEARCH
                                    mend: container: --user 0:0 --cap-drop ALL --cap-add SYS_PTRACE --cap-add DAC_READ_SEARCH
                                    mend: container: --pid host (Kubernetes: hostPID: true)
                                    mend: procfs is mounted with hidepid=invisible: CAP_SYS_PTRACE, the group of its gid= option, or hidepid=off shows the processes of other users
              control_groups        full: systemd unit, container and pod of a socket
              conntrack             full: tracked connections: how full their table is, and what is in it where conntrack-flows is on

            3 of 14 features are limited.

            """,
            DoctorReport.Render("socket-exporter 0.1.0", container, snapshot, Sections.All));
    }

    [Fact]
    public void Every_section_has_its_row()
    {
        string report = DoctorReport.Render("v", Host, new SnapshotBuilder().Build(), Sections.All | Sections.ConntrackFlows);

        Assert.Equal(Enum.GetValues<Sections>().Except([Sections.None, Sections.Owners, Sections.RouteEntries, Sections.QueueProgress, Sections.TcpHealth, Sections.TcpLeaks, Sections.All, Sections.TcpTraffic]).Count(), report.Split('\n').Count(line => line.EndsWith(" ok", StringComparison.Ordinal)));
    }

    [Fact]
    public void Flows_that_were_asked_for_and_denied_are_a_limit_and_not_in_this_kernel_is_none()
    {
        Snapshot snapshot = new SnapshotBuilder().Build() with
        {
            ProcessSight = new ProcessSight(200, 140, 0, 60),
            FailedSections = Sections.ConntrackFlows,
            SectionFailures = [new SectionFailure(Sections.ConntrackFlows, "conntrack flows: operation not permitted (EPERM), expected CAP_NET_ADMIN")],
            RawSource = SocketSource.ProcTable,
            ProtocolSockets = [],
        };
        string report = DoctorReport.Render("v", Host, snapshot, Sections.All | Sections.ConntrackFlows);

        Assert.Contains("\n  conntrack flows       failed: conntrack flows: operation not permitted (EPERM), expected CAP_NET_ADMIN\n", report, StringComparison.Ordinal);
        Assert.Contains("\n  conntrack             partial: ", report, StringComparison.Ordinal);
        Assert.EndsWith("\n1 of 14 features is limited; 7 are not in this kernel, nothing is lost by that.\n", report, StringComparison.Ordinal);
    }

    [Fact]
    public void What_this_kernel_does_not_have_hides_nothing()
        => Assert.EndsWith(
            "\nEverything can be seen. Of 14 features 1 is not in this kernel, nothing is lost by that.\n",
            DoctorReport.Render("v", Host, new SnapshotBuilder().Build() with { RawSource = SocketSource.ProcTable }, Sections.All),
            StringComparison.Ordinal);

    [Fact]
    public void Of_what_nobody_asked_for_nothing_is_said()
    {
        string report = DoctorReport.Render("v", Host, new SnapshotBuilder().Build(), Sections.Tcp);

        Assert.Contains("\n  processes             not read: no collector that is on needs it\n", report, StringComparison.Ordinal);
        Assert.DoesNotContain("\n  open files ", report, StringComparison.Ordinal);
    }

    [Fact]
    public void Denied_in_spite_of_all_capabilities_is_a_security_module()
        => Assert.Equal(
            ["the capabilities are there; a security module denies it (Docker's AppArmor profile: --security-opt apparmor=unconfined); see the host's audit log"],
            ProcessMends.Of(Host, new ProcessSight(200, 139, 1, 60)));

    [Fact]
    public void Denied_in_spite_of_all_capabilities_in_a_user_namespace_is_its_doing()
        => Assert.Equal(
            ["the capabilities are there, in a user namespace that is not the host's: run it without user namespace (rootful container)"],
            ProcessMends.Of(Host with { IsInitialUserNamespace = false }, new ProcessSight(200, 139, 1, 60)));

    [Fact]
    public void Uid_0_needs_both_capabilities_too()
        => Assert.Equal(
            "it lacks CAP_DAC_READ_SEARCH",
            ProcessMends.Of(Host with { Status = new OwnStatus(0, 0, new CapabilitySet(0x80000), default) }, new ProcessSight(200, 100, 40, 60))[0]);

    [Fact]
    public void A_procfs_of_another_pid_namespace_is_to_be_replaced()
        => Assert.Equal(
            ["--path.procfs: mount the host's procfs there; this one shows another pid namespace"],
            ProcessMends.Of(Host, new ProcessSight(5, 5, 0, 0)));
}
