using System.Diagnostics;
using SocketExporter.EndToEnd.Tests.Live;
using SocketExporter.EndToEnd.Tests.Pages;
using SocketExporter.Lab;

namespace SocketExporter.EndToEnd.Tests;

public sealed class OwnerTests
{
    [LiveFact]
    public void Two_processes_have_their_own_sockets()
    {
        using var space = new Namespace();
        Truth web = space.Lab("lab-web", "established family=ipv4 port=8080 count=3 unix-pairs kind=stream count=2").Truth;
        Truth data = space.Lab("lab-data", "established family=ipv6 port=5432 count=2 unread=50 udp family=ipv4 port=5300 queued=1").Truth;
        MetricsPage page = space.Once();
        Same.Nothing(Expected.Of(web, data, ExporterProcess.Own).Differences(page, Expected.Families));
        Assert.Equal(6, Sockets(page, "lab-web", "established"));
        Assert.Equal(4, Sockets(page, "lab-data", "established"));
        Assert.Equal(100, page.Get("socket_process_receive_queue_bytes", ("process", "lab-data"), ("protocol", "tcp")));
    }

    [LiveFact]
    public void Processes_that_share_a_port_have_each_their_own_listener()
    {
        using var space = new Namespace();
        Truth one = space.Lab("lab-one", "reuseport family=ipv4 port=8080 members=2 backlog=3").Truth;
        Truth two = space.Lab("lab-two", "listener family=ipv4 port=8080 backlog=9 reuse=1").Truth;
        MetricsPage page = space.Once();
        Assert.Equal(2, page.Get("socket_tcp_listener_sockets", Listener("lab-one")));
        Assert.Equal(6, page.Get("socket_tcp_listener_accept_queue_limit_connections", Listener("lab-one")));
        Assert.Equal(one.Listeners[0].Waiting, page.Get("socket_tcp_listener_accept_queue_connections", Listener("lab-one")));
        Assert.Equal(1, page.Get("socket_tcp_listener_sockets", Listener("lab-two")));
        Assert.Equal(two.Listeners[0].Limit, page.Get("socket_tcp_listener_accept_queue_limit_connections", Listener("lab-two")));
        Assert.Equal(0, page.Get("socket_tcp_listener_accept_queue_connections", Listener("lab-two")));

        static (string, string)[] Listener(string process) => [("address", "0.0.0.0"), ("port", "8080"), ("process", process)];
    }

    [LiveFact]
    public void A_name_that_equals_a_reserved_one_gets_an_underscore()
    {
        using var space = new Namespace();
        space.Lab("<none>", "established family=ipv4 port=8080 count=1");
        space.Lab("lab \"odd\\ é", "established family=ipv4 port=8081 count=2");
        MetricsPage page = space.Once();
        Assert.Equal(2, Sockets(page, "_<none>", "established"));
        Assert.Equal(0, page.Find("socket_process_sockets", ("process", "<none>"), ("protocol", "tcp"), ("state", "established")) ?? 0);
        Assert.Equal(4, Sockets(page, "lab \"odd\\ é", "established"));
    }

    [LiveFact]
    public void The_name_follows_an_exec_and_the_owner_the_process_that_is_left()
    {
        using var space = new Namespace();
        space.Lab("lab-server", "listener family=ipv4 port=8080");
        using ExporterProcess exporter = space.Serve();
        // One connection, held by the shell and by its child.
        Process shell = space.Start("bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080; sleep 30 & echo ready; read; exec tail -f /dev/null");
        Assert.Equal("ready", shell.StandardOutput.ReadLine());
        Assert.Equal(1, Sockets(exporter.NextPage(), "bash", "established"));
        shell.StandardInput.WriteLine();
        Wait.Until("the exec", () => File.ReadAllText($"/proc/{shell.Id}/comm") == "tail\n");
        MetricsPage page = exporter.NextPage();
        Assert.Equal(1, Sockets(page, "tail", "established"));
        Assert.Equal(0, page.Sum("socket_process_sockets", ("process", "bash"), ("protocol", "tcp")));

        shell.Kill();
        shell.WaitForExit();
        Assert.Equal(1, Sockets(exporter.NextPage(), "sleep", "established"));
        exporter.Stop();
    }

    [LiveFact]
    public void Rules_of_the_configuration_name_processes_that_comm_does_not_tell_apart()
    {
        using var space = new Namespace();
        space.Lab("lab-one", "listener family=ipv4 port=8080");
        space.Lab("lab-two", "established family=ipv4 port=8081 count=2");
        string file = Path.Combine(space.Folder, "config.yml");
        File.WriteAllText(file, "processes:\n  names:\n    - {name: \"of-{port}\", comm: lab-.*, cmdline: '.* listener family=ipv4 port=(?<port>\\d+).*'}\n    - {name: two, exe: .*/SocketExporter\\.Lab}\n");

        MetricsPage page = space.Once($"--config.file={file}");
        Assert.Equal(1, Sockets(page, "of-8080", "listen"));
        Assert.Equal(4, Sockets(page, "two", "established"));
        Assert.True(page.Get("socket_process_file_descriptors", ("process", "two")) > 4);
        Assert.Equal(0, page.Sum("socket_process_file_descriptors", ("process", "lab-one")) + page.Sum("socket_process_file_descriptors", ("process", "lab-two")));
    }

    [LiveFact]
    public void File_descriptors_are_those_in_proc()
    {
        using var space = new Namespace();
        LabProcess lab = space.Lab("lab-files", "established family=ipv4 port=8080 count=20");
        // The runtime of the lab may still open files of its own: between two equal readings it did not.
        Wait.Until("a page between two equal readings that says the same", () =>
        {
            int before = Open();
            double published = space.Once().Get("socket_process_file_descriptors", ("process", "lab-files"));
            return before > 40 && before == Open() && before == published;
        });

        int Open() => Directory.GetFileSystemEntries($"/proc/{lab.Truth.ProcessId}/fd").Length;
    }

    [LiveFact]
    public void What_nobody_can_own_is_owned_by_none()
    {
        using var space = new Namespace();
        space.Lab("lab-none", "time-wait family=ipv4 port=8080 count=3 listener family=ipv4 port=8081 waiting=2 syn-recv family=ipv4 port=8082 count=1");
        MetricsPage page = space.Once();
        Assert.Equal(3, Sockets(page, "<none>", "time_wait"));
        Assert.Equal(2, Sockets(page, "<none>", "established"));
        Assert.Equal(1, Sockets(page, "<none>", "syn_recv"));
        Assert.Equal(6, page.Get("socket_uid_sockets", ("uid", "<none>"), ("protocol", "tcp")));
    }

    [LiveFact("setpriv")]
    public void Without_privileges_the_counts_are_right_and_the_owners_unknown()
    {
        using var space = new Namespace();
        Truth truth = space.Lab("lab-hidden", Everything.Scenarios(space.Folder)).Truth;
        MetricsPage page = MetricsPage.Parse(space.Run("setpriv", [.. Unprivileged, space.CopyOfExporterForAll(), "once"]));
        // Its own sockets it sees, and they are of its own user.
        Same.Nothing(Expected.Of(truth with { Process = "<unknown>" }, ExporterProcess.Own).Differences(page, Expected.Families.Except(["socket_uid_sockets"])));
        Assert.Equal(1, page.Get("socket_uid_sockets", ("uid", "65534"), ("protocol", "unix")));
        Assert.Equal(4, page.Get("socket_uid_sockets", ("uid", "0"), ("protocol", "udp")));
    }

    [LiveFact("setpriv")]
    public void The_daemon_serves_without_privileges()
    {
        using var space = new Namespace();
        space.Lab("lab-hidden", "established family=ipv4 port=8080 count=3");
        using var exporter = new ExporterProcess(space, [], space.CopyOfExporterForAll(), ["setpriv", .. Unprivileged]);
        MetricsPage page = exporter.NextPage();
        // Six of the lab and the one of this test that asks.
        Assert.Equal(7, Sockets(page, "<unknown>", "established"));
        exporter.Stop();
    }

    /// <summary>uid 65534 and nothing more.</summary>
    private static string[] Unprivileged => ["--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=-all", "--bounding-set=-all"];

    private static double Sockets(MetricsPage page, string process, string state)
        => page.Get("socket_process_sockets", ("process", process), ("protocol", "tcp"), ("state", state));
}
