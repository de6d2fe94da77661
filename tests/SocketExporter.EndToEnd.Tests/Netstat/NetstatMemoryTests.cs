using System.Diagnostics;
using System.Globalization;
using SocketExporter.EndToEnd.Tests.Live;

namespace SocketExporter.EndToEnd.Tests.Netstat;

public sealed class NetstatMemoryTests
{
    /// <summary>19,000 rows more, kept as they are read, would be 2,600 KiB at the least (140 bytes each), and twice that in a list that grows.</summary>
    private const long MostGrowthKib = 1024;

    /// <summary>The least of so many runs: what the runtime does beside the printing only adds.</summary>
    private const int Runs = 3;

    [LiveFact]
    public void Twenty_thousand_sockets_are_printed_in_the_memory_of_a_thousand()
    {
        using var space = new Namespace();
        space.Lab("lab-few", "established family=ipv4 port=8001 count=500");
        long few = PeakKib(space, sockets: 1_001);

        // Two processes: both ends of a connection are descriptors of one, and 20,000 of them may be all that it is allowed.
        space.Lab("lab-many-1", "established family=ipv4 port=8002 count=4750");
        space.Lab("lab-many-2", "established family=ipv4 port=8003 count=4750");
        long many = PeakKib(space, sockets: 20_003);

        Assert.True(many - few < MostGrowthKib, $"{many - few} KiB more for 20,003 sockets than for 1,001 ({few} KiB)");
    }

    private static long PeakKib(Namespace space, int sockets) => Enumerable.Range(0, Runs).Min(_ => PeakKibOfOneRun(space, sockets));

    /// <summary>With -c the process is still there when it has printed everything.</summary>
    private static long PeakKibOfOneRun(Namespace space, int sockets)
    {
        // Code that is compiled again because it has run often takes memory too, and more after 20,000 rows.
        Process process = space.Start("env", "DOTNET_TieredCompilation=0", ExporterProcess.Binary, "netstat", "-tan", "-c", "1h");
        for (int line = 0; line < sockets + 2; line++)
        {
            Assert.NotNull(process.StandardOutput.ReadLine());
        }

        string peak = File.ReadLines($"/proc/{process.Id}/status").Single(static line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        process.Kill();
        process.WaitForExit();
        return long.Parse(peak.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }
}
