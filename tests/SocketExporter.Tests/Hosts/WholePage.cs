using Microsoft.Extensions.Time.Testing;
using SocketExporter.Collectors;
using SocketExporter.Kernel.Recordings;
using SocketExporter.Publishing;
using SocketExporter.Sampling;
using SocketExporter.Snapshots;
using SocketExporter.Tests.Documents;

namespace SocketExporter.Tests.Hosts;

/// <summary>All of a page, protocol counters and the daemon's own series too.</summary>
internal sealed class WholePage
{
    private readonly Publisher _publisher;

    public WholePage()
    {
        var time = new FakeTimeProvider();
        _publisher = new Publisher(CollectorList.All, new PrometheusExposition(), BuildInfo.OfThisProgram, new AskedPages(time), time);
    }

    /// <summary>A sample of a recorded machine: what is counted, limited and measured there, for hosts that are made.</summary>
    public static Snapshot Recorded(string machine)
    {
        RecordedKernel kernel = RecordedKernel.Open(Path.Combine(Repository.Root, "tests/fixtures", machine));
        using var sampler = new Sampler(kernel, new ReplayClock(kernel.Manifest.RecordedAt), TimeSpan.FromMinutes(2));
        return sampler.Take();
    }

    /// <summary>Where the series of the last page come from: the families with most.</summary>
    public string Largest { get; private set; } = "";

    /// <summary>Series of the page; every collector must have had something to say.</summary>
    public int SeriesOf(Snapshot folded)
    {
        Publication publication = _publisher.Publish(
            folded, default, SamplingPace.Unstretched(TimeSpan.FromSeconds(5)), new ProcessSelf(1, 1, 1, 1, 1, 1));
        Assert.All(publication.Report.Results, static result => Assert.Null(result.Error));
        Assert.Equal(CollectorList.All.Count, publication.Report.Results.Count(static result => result.Success));
        Largest = string.Join(", ", publication.Segments
            .SelectMany(static segment => segment.Families)
            .OrderByDescending(static family => family.Value.Count)
            .Take(40)
            .Select(static family => $"{family.Value.Count} {family.Key.Name}"));
        return publication.Segments.Sum(static segment => segment.SeriesCount) + publication.Requests.SeriesCount;
    }
}
