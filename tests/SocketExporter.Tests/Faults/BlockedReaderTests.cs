using System.Net;
using Microsoft.Extensions.Time.Testing;
using SocketExporter.Collectors;
using SocketExporter.Publishing;
using SocketExporter.Sampling;
using SocketExporter.Snapshots;
using SocketExporter.Tests.Publishing;
using SocketExporter.Tests.Web;

namespace SocketExporter.Tests.Faults;

/// <summary>The sampler's thread waits for an answer of the kernel that does not come, in the middle of a dump.</summary>
public sealed class BlockedReaderTests
{
    [Fact]
    public async Task While_the_kernel_does_not_answer_the_page_goes_stale_in_time_and_is_back_with_the_answer()
    {
        using var answer = new ManualResetEventSlim(true);
        using var waiting = new ManualResetEventSlim();
        var kernel = new FaultyKernel
        {
            Received = _ =>
            {
                if (!answer.IsSet)
                {
                    waiting.Set();
                    answer.Wait();
                }
            },
        };
        using var sampler = new Sampler(kernel, TimeProvider.System, TimeSpan.FromMinutes(2), Sections.Tcp);
        await using RunningDaemon daemon = await (await RunningDaemon.Start(_ => sampler.Take(), collectors: [Samples.Collector("tcp", "socket_a")])).WhenReady();
        try
        {
            answer.Reset();
            await AdvanceUntil(daemon, () => waiting.IsSet);
            daemon.Time.Advance(PublicationHolder.StaleAfterAtLeast - TimeSpan.FromSeconds(10));
            Assert.Contains("socket_a 1\n", await Get(daemon, "/metrics", HttpStatusCode.OK), StringComparison.Ordinal);
            await Get(daemon, "/-/healthy", HttpStatusCode.OK);

            daemon.Time.Advance(TimeSpan.FromSeconds(11));
            string stale = await Get(daemon, "/metrics", HttpStatusCode.OK);
            Assert.Contains("socket_exporter_stale 1\n", stale, StringComparison.Ordinal);
            Assert.DoesNotContain("socket_a", stale, StringComparison.Ordinal);
            Assert.EndsWith("the limit is 60 s\n", await Get(daemon, "/-/healthy", HttpStatusCode.ServiceUnavailable), StringComparison.Ordinal);
        }
        finally
        {
            answer.Set();
        }

        await Until(async () => (await daemon.Client.GetAsync(new Uri("/-/healthy", UriKind.Relative))).StatusCode == HttpStatusCode.OK);
        string page = await Get(daemon, "/metrics", HttpStatusCode.OK);
        Assert.Contains("socket_a 1\n", page, StringComparison.Ordinal);
        Assert.Contains("socket_exporter_stale 0\n", page, StringComparison.Ordinal);
    }

    /// <summary>The sampler asks for its wait after the sample; time that passes before is not its wait's.</summary>
    private static Task AdvanceUntil(RunningDaemon daemon, Func<bool> condition) => Until(() =>
    {
        if (!condition())
        {
            daemon.Time.Advance(TimeSpan.FromMilliseconds(100));
        }

        return Task.FromResult(condition());
    });

    private static async Task Until(Func<Task<bool>> condition)
    {
        for (int attempt = 0; attempt < 1000; attempt++)
        {
            if (await condition())
            {
                return;
            }

            await Task.Delay(20);
        }

        throw new TimeoutException("not within 20 s");
    }

    private static async Task<string> Get(RunningDaemon daemon, string path, HttpStatusCode status)
    {
        using HttpResponseMessage answer = await daemon.Client.GetAsync(new Uri(path, UriKind.Relative));
        Assert.Equal(status, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }
}
