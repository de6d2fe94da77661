using SocketExporter.Kernel;
using SocketExporter.Kernel.Recordings;
using SocketExporter.Sampling;
using SocketExporter.Tests.Documents;

namespace SocketExporter.Tests.Replay;

/// <summary>The machines of tests/fixtures, each with the page that the program makes of it.</summary>
public sealed class FixtureTests
{
    public static readonly string[] Names =
    [
        "damaged", "empty", "interrupted", "kernel-4.19", "kubernetes", "no-ipv6", "no-privileges", "time-wait-storm", "web-server",
    ];

    public static TheoryData<string> Machines => [.. Names];

    [Theory]
    [MemberData(nameof(Machines))]
    public void The_page_of_a_recorded_machine_is_its_golden_page(string machine)
    {
        string page = ReplayedPage.Of($"tests/fixtures/{machine}");

        // What is wrong with a collector is no new page.
        Assert.DoesNotContain("# collector ", page, StringComparison.Ordinal);
        Golden.Check($"tests/fixtures/{machine}.txt", page);
    }

    [Fact]
    public void Every_machine_is_tested_and_small()
    {
        string folder = Path.Combine(Repository.Root, "tests/fixtures");
        Assert.Equal(Names, Directory.GetDirectories(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.All(
            Directory.GetDirectories(folder),
            machine => Assert.InRange(Directory.EnumerateFiles(machine, "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length), 1, 200_000));
    }

    [Fact]
    public void A_shorter_tcp_info_and_missing_attributes_change_nothing_but_the_users_of_unix_sockets()
    {
        // Before Linux 5.3 the kernel did not tell them: unknown, not root.
        string[] counters = ["socket_netstat_", "socket_exporter_sockets_read"];
        Assert.Equal(
            ReplayedPage.Of("tests/fixtures/web-server")
                .Replace("socket_uid_sockets{uid=\"0\",protocol=\"unix\"}", "socket_uid_sockets{uid=\"<unknown>\",protocol=\"unix\"}", StringComparison.Ordinal)
                .Split('\n')
                .Where(line => !counters.Any(line.StartsWith)),
            ReplayedPage.Of("tests/fixtures/kernel-4.19").Split('\n').Where(line => !counters.Any(line.StartsWith)));
    }

    [Fact]
    public void The_time_of_a_replay_begins_with_that_of_the_recording()
    {
        RecordedKernel kernel = RecordedKernel.Open(Path.Combine(Repository.Root, "tests/fixtures/empty"));
        DateTimeOffset recorded = kernel.Manifest.RecordedAt;
        using var sampler = new Sampler(kernel, new ReplayClock(recorded), TimeSpan.FromMinutes(2));
        Assert.InRange(sampler.Take().TakenAt, recorded, recorded + TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void Two_replays_of_a_recording_are_one_page()
    {
        Assert.Equal(ReplayedPage.Of("tests/fixtures/kubernetes"), ReplayedPage.Of("tests/fixtures/kubernetes"));
    }

    [Fact]
    public void A_recording_of_a_newer_format_is_refused_with_the_version_that_made_it()
    {
        string directory = Directory.CreateTempSubdirectory("recording").FullName;
        try
        {
            File.WriteAllText($"{directory}/manifest.txt", "socket-exporter recording\nformat: 2\nexporter: 9.1.0\nanything: else\n");
            Assert.Equal(
                $"{directory}/manifest.txt: format 2, expected at most 1; it was recorded by socket-exporter 9.1.0, which is newer",
                Assert.Throws<KernelReadException>(() => RecordedKernel.Open(directory)).Message);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
