using System.Text;
using SocketExporter.Sampling;
using SocketExporter.Snapshots;

namespace SocketExporter.Publishing;

/// <summary>The page of the command <c>once</c>: samples taken on the calling thread, the last one published.</summary>
internal static class OneShot
{
    public static Result Run(ISampleSource source, Publisher publisher, int samples, TimeSpan interval, CancellationToken cancellation)
    {
        var totals = default(SampleTotals);
        Publication? publication = null;
        for (int taken = 1; taken <= samples; taken++)
        {
            double before = source.ThreadCpuSeconds;
            Snapshot snapshot = source.Take();
            totals = totals with { Succeeded = taken, CpuSeconds = totals.CpuSeconds + source.ThreadCpuSeconds - before, SectionCpuSeconds = source.SectionCpuSeconds };
            publication = publisher.Publish(snapshot, totals, SamplingPace.Unstretched(interval), ProcessSelf.Read());
            if (taken < samples)
            {
                cancellation.WaitHandle.WaitOne(interval);
                cancellation.ThrowIfCancellationRequested();
            }
        }

        List<string> complaints = [];
        foreach (SectionFailure failure in publication!.Report.Snapshot.SectionFailures)
        {
            complaints.Add($"section {failure.Section}: {failure.Message}");
        }

        foreach (CollectorResult result in publication.Report.Results)
        {
            if (result.Error is { } error)
            {
                complaints.Add($"collector {result.Collector}: {error}");
            }
        }

        return new Result(Encoding.UTF8.GetString(publication.Find(PageFormat.Text)!.Body.Span), complaints);
    }

    /// <param name="Page">The text format.</param>
    /// <param name="Complaints">What could not be read or published, for standard error.</param>
    internal readonly record struct Result(string Page, IReadOnlyList<string> Complaints);
}
