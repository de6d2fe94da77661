using SocketExporter.Collectors;
using SocketExporter.Kernel.Netlink;
using SocketExporter.Publishing;
using SocketExporter.Sampling;
using SocketExporter.Snapshots;

namespace SocketExporter.Tests.Faults;

[Collection(Alone.Name)]
public sealed class LongRunTests
{
    private const int Samples = 1_000;

    [Fact]
    public void After_a_thousand_samples_the_process_has_no_more_files_open_than_after_ten()
    {
        using var sampler = new Sampler(new LiveKernel("/proc"), TimeProvider.System, TimeSpan.FromMinutes(2));
        var publisher = new Publisher(CollectorList.All, new PrometheusExposition(), BuildInfo.OfThisProgram, new AskedPages(TimeProvider.System), TimeProvider.System);
        Take(10);
        int before = OpenFiles();
        Take(Samples);

        Assert.InRange(OpenFiles(), 0, before);

        void Take(int samples)
        {
            for (int i = 0; i < samples; i++)
            {
                Snapshot snapshot = sampler.Take();
                publisher.Publish(snapshot, default, SamplingPace.Unstretched(TimeSpan.FromSeconds(5)), null);
                sampler.LookAtListeners();
            }
        }
    }

    /// <summary>Everything but loaded code: the runtime opens an assembly when it is first used, however late, and keeps it open.</summary>
    private static int OpenFiles() => Directory.EnumerateFileSystemEntries("/proc/self/fd")
        .Count(static fd => !(new FileInfo(fd).LinkTarget ?? "").EndsWith(".dll", StringComparison.Ordinal));
}
