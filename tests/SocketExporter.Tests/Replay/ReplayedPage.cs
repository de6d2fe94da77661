using System.Text;
using SocketExporter.Collectors;
using SocketExporter.Kernel.Recordings;
using SocketExporter.Publishing;
using SocketExporter.Sampling;
using SocketExporter.Tests.Documents;

namespace SocketExporter.Tests.Replay;

/// <summary>
/// What <c>once --replay</c> prints, without what is of the run and not of the recorded machine: the exporter's own process, durations, build and requests.
/// HELP and TYPE stand in docs/metrics.md. Complaints, which go to standard error, come first.
/// </summary>
internal static class ReplayedPage
{
    private static readonly string[] OfTheRun = ["process_", "dotnet_", "http_", "socket_exporter_"];

    private static readonly string[] OfTheMachine = ["socket_exporter_collector_success", "socket_exporter_sockets_read"];

    /// <param name="recording">From the root of the repository.</param>
    public static string Of(string recording)
    {
        RecordedKernel kernel = RecordedKernel.Open(Path.Combine(Repository.Root, recording));
        var time = new ReplayClock(kernel.Manifest.RecordedAt);
        using var sampler = new Sampler(kernel, time, TimeSpan.FromMinutes(2));
        var publisher = new Publisher(CollectorList.All, new PrometheusExposition(), BuildInfo.OfThisProgram, new AskedPages(time), time);
        OneShot.Result result = OneShot.Run(sampler, publisher, samples: 1, TimeSpan.Zero, CancellationToken.None);

        var page = new StringBuilder();
        foreach (string complaint in result.Complaints)
        {
            page.Append("# ").Append(complaint.Replace(Repository.Root + "/", "", StringComparison.Ordinal)).Append('\n');
        }

        foreach (string line in result.Page.Split('\n'))
        {
            if (line.Length > 0 && line[0] != '#' && (OfTheMachine.Any(line.StartsWith) || !OfTheRun.Any(line.StartsWith)))
            {
                page.Append(line).Append('\n');
            }
        }

        return page.ToString();
    }
}
