using SocketExporter.EndToEnd.Tests.Live;
using SocketExporter.EndToEnd.Tests.Pages;

namespace SocketExporter.EndToEnd.Tests.Faults;

public sealed class MemoryLimitTests
{
    /// <summary>What a small container is given.</summary>
    private const long NativeBytes = 64L * 1024 * 1024;

    /// <summary>
    /// The ordinary build, whose compiler and framework take the rest. The goal is the native build's: SOCKET_EXPORTER_BINARY=… dotnet test … --filter MemoryLimit
    /// runs this test on one.
    /// </summary>
    private const long FrameworkDependentBytes = 128L * 1024 * 1024;

    private const int Samples = 150;

    [MemoryLimitFact]
    public void Ten_thousand_sockets_are_served_within_the_memory_of_a_small_container()
    {
        bool isNative = !File.Exists(Path.Combine(Path.GetDirectoryName(ExporterProcess.Binary)!, "socket-exporter.dll"));
        using MemoryLimit limit = MemoryLimit.TryMake(isNative ? NativeBytes : FrameworkDependentBytes)!;
        using (var space = new Namespace())
        {
            space.Lab("lab-big", "established family=ipv4 port=8080 count=5000");
            using var exporter = new ExporterProcess(space, [], ExporterProcess.Binary, limit.Wrapper);
            MetricsPage page = exporter.Page();

            // Scraped all the time.
            Wait.Until("samples", () => (page = exporter.Page()).Get("socket_exporter_samples_total", ("result", "success")) >= Samples, seconds: 200);
            Assert.Equal(10_000, page.Get("socket_process_sockets", ("process", "lab-big"), ("protocol", "tcp"), ("state", "established")));
            Assert.Equal(0, page.Get("socket_exporter_samples_total", ("result", "failure")));
            Assert.All(page.Family("socket_exporter_collector_success"), static series => Assert.Equal(1, series.Value));
            exporter.Stop();
        }

        Assert.Equal(0, limit.Kills);
    }
}
