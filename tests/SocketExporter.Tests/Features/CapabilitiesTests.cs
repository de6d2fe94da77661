using SocketExporter.Kernel.Sockets;
using SocketExporter.Snapshots;
using SocketExporter.Tests.Collectors;

namespace SocketExporter.Tests.Features;

public sealed class CapabilitiesTests
{
    private static readonly ProcessSight Host = new(Listed: 200, Readable: 140, Denied: 0, KernelThreads: 60);

    [Fact]
    public void A_sample_that_saw_all_is_full_everywhere()
        => Assert.Equal("counts=Full tcp_diag=Full udp_diag=Full unix_diag=Full raw_diag=Full udplite=Full packet=Full mptcp=Full sctp=Full xdp=Full vsock_diag=Full processes=Full control_groups=Full conntrack=Full", Levels(new SnapshotBuilder().Build() with { ProcessSight = Host }));

    [Fact]
    public void A_missing_module_takes_its_own_feature_and_a_part_of_the_counts()
    {
        Snapshot snapshot = Failed(Sections.Udp, "UDP sockets: this kernel has no udp_diag");

        Assert.Equal("counts=Partial tcp_diag=Full udp_diag=None unix_diag=Full raw_diag=Full udplite=Full packet=Full mptcp=Full sctp=Full xdp=Full vsock_diag=Full processes=Full control_groups=Full conntrack=Full", Levels(snapshot));
        Assert.Equal("UDP sockets: this kernel has no udp_diag", Capabilities.Of(snapshot)[0].Reason);
    }

    [Fact]
    public void Without_any_counted_section_there_are_no_counts()
        => Assert.Equal(CapabilityLevel.None, Capabilities.Of(Failed(Feature.Counts.Needs, "x"))[0].Level);

    [Theory]
    [InlineData(true, true, 12, 12, CapabilityLevel.Full, "")]
    [InlineData(true, true, 3, 9, CapabilityLevel.Partial, "9 of 12 control groups with sockets are not below what this process sees of cgroup2")]
    [InlineData(true, true, 0, 1, CapabilityLevel.None, "1 of 1 control groups with sockets are not below what this process sees of cgroup2")]
    [InlineData(false, true, 0, 4, CapabilityLevel.None, "cgroup2 is not mounted where this process sees it")]
    [InlineData(true, false, 0, 0, CapabilityLevel.None, "this kernel does not say in which control group a socket was made, or there is no socket")]
    public void Control_groups_are_seen_where_more_than_half_have_names(bool mounted, bool told, int named, int unnamed, object level, string reason)
    {
        Snapshot snapshot = new SnapshotBuilder().Build() with { ControlGroups = new ControlGroupSight(mounted, told, named, unnamed) };

        FeatureCapability capability = Capabilities.Of(snapshot).Single(capability => capability.Feature == Feature.ControlGroups);
        Assert.Equal(((CapabilityLevel)level, reason), (capability.Level, capability.Reason));
    }

    [Fact]
    public void A_kernel_without_conntrack_has_none_and_nothing_failed()
        => Assert.Equal(
            new FeatureCapability(Feature.Conntrack, CapabilityLevel.None, "this kernel has no conntrack, or its module is not loaded") { IsOfKernel = true },
            Capabilities.Of(new SnapshotBuilder().Build() with { Conntrack = ConntrackSample.Absent })[^1]);

    [Fact]
    public void Conntrack_without_its_number_of_entries_is_known_in_part()
        => Assert.Equal(CapabilityLevel.Partial, Capabilities.Of(new SnapshotBuilder().Build() with { Conntrack = new ConntrackSample(true, null, null, [1]) })[^1].Level);

    [Fact]
    public void Without_procfs_no_process_is_seen()
    {
        FeatureCapability processes = Processes(Failed(Sections.Processes, "/proc: not there (ENOENT)"));

        Assert.Equal(new FeatureCapability(Feature.Processes, CapabilityLevel.None, "/proc: not there (ENOENT)"), processes);
    }

    [Fact]
    public void Protocols_that_the_kernel_does_not_list_are_missing_and_one_that_it_does_not_count_needs_its_module()
    {
        Snapshot snapshot = new SnapshotBuilder().Build() with
        {
            ProcessSight = Host,
            ProtocolSockets = [new("udplite", 0), new("packet", 1), new("mptcp", 0), new("vsock", null)],
        };

        Assert.Equal(
            "counts=Full tcp_diag=Full udp_diag=Full unix_diag=Full raw_diag=Full udplite=Full packet=Full mptcp=Full sctp=None xdp=None vsock_diag=None processes=Full control_groups=Full conntrack=Full",
            Levels(snapshot));
        Assert.Equal(
            ["this kernel, or what is loaded of it, has no sctp", "this kernel, or what is loaded of it, has no xdp", "this kernel lists vsock and does not count it, and has no vsock_diag"],
            Capabilities.Of(snapshot).Select(static capability => capability.Reason).Where(static reason => reason.Length > 0));
    }

    [Theory]
    [InlineData(SocketSource.SockDiag, "Full")]
    [InlineData(SocketSource.ProcTable, "Partial")]
    [InlineData(SocketSource.Absent, "None")]
    public void Raw_sockets_from_proc_are_a_part_and_from_nowhere_none(SocketSource source, string level)
        => Assert.Equal(level, Capabilities.Of(new SnapshotBuilder().Build() with { RawSource = source }).Single(static capability => capability.Feature == Feature.RawDiag).Level.ToString());

    [Fact]
    public void Some_processes_denied_is_partial()
        => Assert.Equal(
            new FeatureCapability(Feature.Processes, CapabilityLevel.Partial, "30 of 200 processes do not let their open files be read"),
            Processes(new SnapshotBuilder().Build() with { ProcessSight = Host with { Readable = 110, Denied = 30 } }));

    [Fact]
    public void Only_the_exporter_itself_readable_is_none()
        => Assert.Equal(CapabilityLevel.None, Processes(new SnapshotBuilder().Build() with { ProcessSight = Host with { Readable = 1, Denied = 139 } }).Level);

    [Fact]
    public void In_another_pid_namespace_unknown_owners_are_processes_that_are_not_listed()
        => Assert.Equal(
            new FeatureCapability(Feature.Processes, CapabilityLevel.Partial, "2 sockets belong to none of the 5 processes listed"),
            Processes(WithUnknownOwners() with { ProcessSight = new ProcessSight(5, 5, 0, KernelThreads: 0) }));

    [Fact]
    public void A_pid_namespace_that_holds_every_owner_is_all_there_is_to_see()
        => Assert.Equal(CapabilityLevel.Full, Processes(new SnapshotBuilder().Build() with { ProcessSight = new ProcessSight(5, 5, 0, KernelThreads: 0) }).Level);

    [Fact]
    public void On_the_host_a_few_unknown_owners_are_normal()
        => Assert.Equal(CapabilityLevel.Full, Processes(WithUnknownOwners() with { ProcessSight = Host }).Level);

    [Fact]
    public void Sockets_are_counted_by_what_is_known_of_their_owner()
    {
        Snapshot snapshot = new SnapshotBuilder()
            .Tcp(TcpState.Established, Direction.Inbound, 80, "nginx", count: 3)
            .Tcp(TcpState.Established, Direction.Inbound, 80, ReservedLabel.Unknown, count: 2)
            .Tcp(TcpState.TimeWait, Direction.Inbound, 80, count: 7)
            .Build();

        Assert.Equal(new OwnerCounts(Known: 3, Unknown: 2, Nobodys: 7), OwnerCounts.Of(snapshot));
    }

    private static Snapshot WithUnknownOwners() => new SnapshotBuilder().Tcp(TcpState.Established, Direction.Inbound, 80, ReservedLabel.Unknown, count: 2).Build();

    private static Snapshot Failed(Sections sections, string message) => new SnapshotBuilder().Build() with
    {
        ProcessSight = Host,
        FailedSections = sections,
        SectionFailures = [.. Enum.GetValues<Sections>().Where(section => section != Sections.None && sections.HasFlag(section)).Select(section => new SectionFailure(section, message))],
    };

    private static FeatureCapability Processes(Snapshot snapshot) => Capabilities.Of(snapshot).Single(capability => capability.Feature == Feature.Processes);

    private static string Levels(Snapshot snapshot) => string.Join(' ', Capabilities.Of(snapshot).Select(capability => $"{capability.Feature.Name}={capability.Level}"));
}
