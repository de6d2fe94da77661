using SocketExporter.Kernel.Processes;

namespace SocketExporter.Kernel.Tests.Processes;

public sealed class ControlGroupOwnerTests
{
    private const string Id = "3c52b1a1a5b7d0a0c7a1b2c3d4e5f60718293a4b5c6d7e8f9001122334455667";
    private const string Inner = "aa52b1a1a5b7d0a0c7a1b2c3d4e5f60718293a4b5c6d7e8f9001122334455667";
    private const string Uid = "0f8fad5b-d9cb-469f-a165-70867728950e";
    private const string UidUnderscored = "0f8fad5b_d9cb_469f_a165_70867728950e";

    [Theory]
    [InlineData("/", null)]
    [InlineData("", null)]
    [InlineData("/system.slice/nginx.service", "nginx.service")]
    [InlineData("/init.scope", "init.scope")]
    [InlineData("/system.slice/ssh.socket", "ssh.socket")]
    [InlineData("/system.slice/system-getty.slice/getty@tty1.service", "getty@tty1.service")]
    [InlineData(@"/system.slice/dev-disk-by\x2dlabel-swap.swap", @"dev-disk-by\x2dlabel-swap.swap")]
    [InlineData(@"/system.slice/system-postgresql.slice/postgresql@15-main\x2dold.service", @"postgresql@15-main\x2dold.service")]
    [InlineData("/system.slice/containerd.service/worker/three", "containerd.service")]
    [InlineData("/user.slice/user-1000.slice/session-3.scope", "session-3.scope")]
    [InlineData("/user.slice/user-1000.slice/user@1000.service/app.slice/app-firefox-1234.scope", "user@1000.service")]
    [InlineData("/user.slice/user-1000.slice/user@1000.service/init.scope", "user@1000.service")]
    [InlineData("/machine.slice/systemd-nspawn@web.service/payload/system.slice/nginx.service", "systemd-nspawn@web.service")]
    [InlineData("/system.slice/_cpu.service", "cpu.service")]
    [InlineData("/system.slice", null)]
    [InlineData("/lxc.payload.web/system.slice/nginx.service", null)]
    [InlineData("/system.slice/.service", null)]
    [InlineData("/system.slice/a b.service", null)]
    public void A_unit_is_the_first_element_behind_the_slices(string path, string? unit)
        => Assert.Equal(new ControlGroupOwner(unit, null, null), ControlGroupOwner.Parse(path));

    [Theory]
    [InlineData("/../nginx.service", "nginx.service", null, null)]
    [InlineData("/../../../system.slice/nginx.service", "nginx.service", null, null)]
    [InlineData($"/../docker-{Id}.scope", null, Id, null)]
    [InlineData($"/../../pod{Uid}/{Id}", null, Id, Uid)]
    [InlineData("/..", null, null, null)]
    [InlineData($"/pod{Uid}/{Id}", null, Id, null)]
    public void From_a_control_group_namespace_the_common_beginning_is_not_said(string path, string? unit, string? container, string? pod)
        => Assert.Equal(new ControlGroupOwner(unit, container, pod), ControlGroupOwner.Parse(path));

    [Fact]
    public void Nobody_is_in_a_pod_because_a_user_has_called_a_control_group_so()
        => Assert.Equal(new ControlGroupOwner("user@1000.service", Id, null), ControlGroupOwner.Parse($"/user.slice/user-1000.slice/user@1000.service/kubepods/pod{Uid}/{Id}"));

    [Theory]
    [InlineData($"/docker/{Id}")]
    [InlineData($"/system.slice/docker-{Id}.scope")]
    [InlineData($"/system.slice/docker-{Id}.scope/system.slice/nginx.service")]
    [InlineData($"/docker/{Id}/docker/{Inner}")]
    [InlineData($"/machine.slice/libpod-{Id}.scope")]
    [InlineData($"/machine.slice/libpod-{Id}.scope/container")]
    [InlineData($"/machine.slice/machine-libpod_pod_{Inner}.slice/libpod-{Id}.scope")]
    [InlineData($"/libpod_parent/libpod-{Id}")]
    [InlineData($"/system.slice/nerdctl-{Id}.scope")]
    [InlineData($"/system.slice/cri-containerd-{Id}.scope")]
    public void A_container_is_named_by_its_id_and_has_no_unit_but_its_own_scope(string path)
        => Assert.Equal(new ControlGroupOwner(null, Id, null), ControlGroupOwner.Parse(path));

    [Theory]
    [InlineData($"/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-{Id}.scope/container", "user@1000.service")]
    [InlineData($"/system.slice/web.service/libpod-payload-{Id}", "web.service")]
    public void A_container_that_a_unit_runs_has_both(string path, string unit)
        => Assert.Equal(new ControlGroupOwner(unit, Id, null), ControlGroupOwner.Parse(path));

    [Theory]
    [InlineData($"/kubepods/burstable/pod{Uid}/{Id}")]
    [InlineData($"/kubepods/pod{Uid}/{Id}")]
    [InlineData($"/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod{UidUnderscored}.slice/cri-containerd-{Id}.scope")]
    [InlineData($"/kubepods.slice/kubepods-pod{UidUnderscored}.slice/crio-{Id}.scope")]
    [InlineData($"/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod{UidUnderscored}.slice/docker-{Id}.scope")]
    [InlineData($"/kubepods.slice/kubepods-pod{UidUnderscored}.slice/crio-{Id}.scope/container")]
    [InlineData($"/kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-pod{UidUnderscored}.slice/cri-containerd-{Id}.scope")]
    [InlineData($"/kubepods/burstable/pod{Uid}/{Id}/docker/{Inner}")]
    [InlineData($"/docker/{Inner}/kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-pod{UidUnderscored}.slice/cri-containerd-{Id}.scope")]
    public void A_pods_container_is_the_one_that_Kubernetes_calls_so(string path)
        => Assert.Equal(new ControlGroupOwner(null, Id, Uid), ControlGroupOwner.Parse(path));

    [Fact]
    public void A_runtime_that_takes_a_slice_for_a_prefix_is_understood()
        => Assert.Equal(
            new ControlGroupOwner("containerd.service", Id, Uid),
            ControlGroupOwner.Parse($"/system.slice/containerd.service/kubepods-burstable-pod{UidUnderscored}.slice:cri-containerd:{Id}"));

    [Fact]
    public void The_uid_of_a_static_pod_has_no_hyphens()
        => Assert.Equal(
            new ControlGroupOwner(null, Id, "0f8fad5bd9cb469fa16570867728950e"),
            ControlGroupOwner.Parse($"/kubepods/burstable/pod0f8fad5bd9cb469fa16570867728950e/{Id}"));

    [Theory]
    [InlineData($"/kubepods.slice/kubepods-pod{UidUnderscored}.slice/crio-conmon-{Id}.scope")]
    [InlineData($"/kubepods/pod{Uid}")]
    [InlineData($"/kubepods/pod{Uid}/kata_overhead")]
    public void What_is_in_a_pod_and_in_no_container_has_the_pod_alone(string path)
        => Assert.Equal(new ControlGroupOwner(null, null, Uid), ControlGroupOwner.Parse(path));

    [Theory]
    [InlineData($"/machine.slice/libpod-conmon-{Id}.scope", $"libpod-conmon-{Id}.scope")]
    [InlineData($"/pod{Uid}", null)]
    [InlineData("/kubepods.slice/kubepods-burstable.slice", null)]
    [InlineData("/docker/3C52B1A1A5B7D0A0C7A1B2C3D4E5F60718293A4B5C6D7E8F9001122334455667", null)]
    [InlineData("/docker/c52b1a1a5b7d0a0c7a1b2c3d4e5f60718293a4b5c6d7e8f9001122334455667", null)]
    [InlineData($"/docker/x{Id}", null)]
    public void What_only_looks_like_a_container_or_a_pod_is_none(string path, string? unit)
        => Assert.Equal(new ControlGroupOwner(unit, null, null), ControlGroupOwner.Parse(path));
}
