using SocketExporter.EndToEnd.Tests.Live;
using SocketExporter.EndToEnd.Tests.Pages;

namespace SocketExporter.EndToEnd.Tests;

/// <summary>Units, containers and pods: sockets made in control groups with the paths that systemd, container runtimes and the kubelet give.</summary>
public sealed class ControlGroupTests
{
    private const string Docker = "1c52b1a1a5b7d0a0c7a1b2c3d4e5f60718293a4b5c6d7e8f9001122334455667";
    private const string First = "2c52b1a1a5b7d0a0c7a1b2c3d4e5f60718293a4b5c6d7e8f9001122334455667";
    private const string Second = "3c52b1a1a5b7d0a0c7a1b2c3d4e5f60718293a4b5c6d7e8f9001122334455667";
    private const string Pod = "0f8fad5b-d9cb-469f-a165-70867728950e";
    private const string OtherPod = "7c9e6679-7425-40de-944b-e07fc1f90ae7";

    [ControlGroupFact("setpriv")]
    public void Containers_pods_and_units_are_told_apart_with_and_without_privileges()
    {
        using var groups = new ControlGroupFolder();
        using var space = new Namespace();
        space.Lab("lab-docker", "established family=ipv4 port=8081 count=1", groups.In($"docker-{Docker}.scope"));
        space.Lab("lab-first", "established family=ipv4 port=8082 count=2", groups.In($"kubepods.slice/kubepods-burstable-pod{Pod.Replace('-', '_')}.slice/cri-containerd-{First}.scope"));
        space.Lab("lab-second", "established family=ipv6 port=8083 count=3 udp family=ipv4 port=5300", groups.In($"kubepods/besteffort/pod{OtherPod}/{Second}"));
        space.Lab("lab-unit", "established family=ipv4 port=8084 count=4 time-wait family=ipv4 port=8085 count=5", groups.In("web.service"));
        string exporter = space.CopyOfExporterForAll();

        foreach (MetricsPage page in (MetricsPage[])
        [
            space.Once(),
            MetricsPage.Parse(space.Run("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--bounding-set=-all", "--inh-caps=-all", exporter, "once")),
        ])
        {
            Assert.Equal(2, Container(page, Docker, "<none>", "tcp", "established"));
            Assert.Equal(4, Container(page, First, Pod, "tcp", "established"));
            Assert.Equal(6, Container(page, Second, OtherPod, "tcp", "established"));
            Assert.Equal(1, Container(page, Second, OtherPod, "tcp", "listen"));
            Assert.True(Container(page, Second, OtherPod, "udp", "unconnected") >= 1);
            Assert.Equal(8, Container(page, "<none>", "<none>", "tcp", "established"));
            Assert.Equal(8, Unit(page, "web.service", "established"));
            Assert.Equal(12, Unit(page, "<none>", "established"));
            Assert.Equal(5, Unit(page, "<none>", "time_wait"));
            Assert.Equal(0, page.Find("socket_unit_sockets", ("unit", "<unknown>"), ("protocol", "tcp"), ("state", "established")) ?? 0);
            Assert.Equal(page.Sum("socket_tcp_sockets"), page.Sum("socket_unit_sockets", ("protocol", "tcp")));
            Assert.Equal(page.Sum("socket_tcp_sockets"), page.Sum("socket_container_sockets", ("protocol", "tcp")));
            Assert.Equal(1, page.Get("socket_exporter_capability", ("feature", "control_groups"), ("level", "full")));
            Assert.Equal(1, page.Sum("socket_listener_info", ("port", "8082"), ("unit", "<none>"), ("container_id", First), ("pod_uid", Pod)));
            Assert.Equal(1, page.Sum("socket_listener_info", ("port", "8084"), ("unit", "web.service"), ("container_id", "<none>"), ("pod_uid", "<none>")));
        }
    }

    [ControlGroupFact]
    public void A_connection_that_nobody_has_accepted_is_in_the_unit_of_its_listener()
    {
        using var groups = new ControlGroupFolder();
        using var space = new Namespace();
        space.Lab("lab-server", "listener family=ipv4 port=8080 backlog=9", groups.In("web.service"));
        StartIn(space, groups.In("job.service"), "bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080; echo; exec tail -f /dev/null").StandardOutput.ReadLine();

        MetricsPage page = space.Once();

        Assert.Equal(1, Unit(page, "web.service", "established"));
        Assert.Equal(1, Unit(page, "job.service", "established"));
        Assert.Equal(1, page.Get("socket_process_sockets", ("process", "<none>"), ("protocol", "tcp"), ("state", "established")));
    }

    [ControlGroupFact]
    public void A_control_group_that_was_removed_keeps_the_name_by_which_it_was_known()
    {
        using var groups = new ControlGroupFolder();
        using var space = new Namespace();
        space.Lab("lab-web", "established family=ipv4 port=8080 count=1", groups.In("web.service"));
        using ExporterProcess exporter = space.Serve();
        Assert.Equal(2, Unit(exporter.NextPage(), "web.service", "established"));

        groups.Remove("web.service");

        Assert.Equal(2, Unit(exporter.NextPage(), "web.service", "established"));
        Assert.Equal(2, Unit(space.Once(), "<unknown>", "established"));
        exporter.Stop();
    }

    [ControlGroupFact]
    public void A_unit_that_comes_later_is_named_in_its_first_sample()
    {
        using var groups = new ControlGroupFolder();
        using var space = new Namespace();
        using ExporterProcess exporter = space.Serve();
        exporter.NextPage();

        space.Lab("lab-web", "established family=ipv4 port=8080 count=1", groups.In("late.service"));

        MetricsPage page = exporter.NextPage();
        Assert.Equal(2, Unit(page, "late.service", "established"));
        Assert.DoesNotContain(page.Family("socket_unit_sockets"), series => series.Labels["unit"] == "<unknown>");
        exporter.Stop();
    }

    [ControlGroupFact("unshare")]
    public void Where_cgroup2_is_not_mounted_there_are_no_series_and_a_reason()
    {
        using var groups = new ControlGroupFolder();
        using var space = new Namespace();
        space.Lab("lab-web", "established family=ipv4 port=8080 count=1", groups.In("web.service"));

        MetricsPage page = MetricsPage.Parse(space.Run("unshare", "--mount", "sh", "-c", "umount \"$0\" && exec \"$1\" once", ControlGroupFolder.Mount!, ExporterProcess.Binary));

        Assert.Empty(page.Family("socket_unit_sockets"));
        Assert.Empty(page.Family("socket_container_sockets"));
        Assert.Equal(1, page.Get("socket_exporter_capability", ("feature", "control_groups"), ("level", "none")));
        Assert.Equal(1, page.Get("socket_exporter_collector_success", ("collector", "units")));
        Assert.Equal(2, page.Get("socket_process_sockets", ("process", "lab-web"), ("protocol", "tcp"), ("state", "established")));
    }

    private static System.Diagnostics.Process StartIn(Namespace space, string[] wrapper, params string[] command) => space.Start(wrapper[0], [.. wrapper[1..], .. command]);

    private static double Unit(MetricsPage page, string unit, string state) => page.Get("socket_unit_sockets", ("unit", unit), ("protocol", "tcp"), ("state", state));

    private static double Container(MetricsPage page, string id, string pod, string protocol, string state)
        => page.Get("socket_container_sockets", ("container_id", id), ("pod_uid", pod), ("protocol", protocol), ("state", state));
}
