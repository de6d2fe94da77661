using System.Globalization;
using SocketExporter.Benchmarks;
using SocketExporter.Collectors;
using SocketExporter.Kernel.Netlink;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Publishing;
using SocketExporter.Sampling;
using SocketExporter.Snapshots;

// Measures the exporter's parts on the sockets of the network namespace it is started in. CPU times are those of one thread, medians of the rounds;
// ratios are against the bare dump of the same run. Whole processes are measured by run.sh.
const int WarmUpRounds = 30;
int rounds = args.Length > 1 && int.TryParse(args[1], NumberStyles.None, CultureInfo.InvariantCulture, out int given) && given > 0 ? given : 0;
switch (args.Length == 2 && rounds > 0 ? args[0] : "")
{
    case "floor":
        Floor();
        return 0;
    case "tcp":
        Tcp();
        return 0;
    case "sample":
        Sample();
        return 0;
    case "render":
        Render();
        return 0;
    default:
        Console.Error.WriteLine("""
            usage: SocketExporter.Benchmarks COMMAND ROUNDS
              floor    the bare dump: every TCP socket asked for, messages counted
              tcp      the TCP reader, and section tcp (reader, direction, owner, tally), against the floor
              sample   a whole sample and its page against the floor, then part by part, with what each allocates
              render   the page of one sample, by series
            """);
        return 2;
}

void Floor()
{
    using var dump = new BareDump();
    long sockets = 0;
    var floor = new Contestant("floor", () => sockets = dump.Count());
    Contestant.RunInterleaved(WarmUpRounds, rounds, floor);
    Line("sockets", sockets, "");
    Line("floor", floor.CpuMicroseconds, "us");
    Line("floor of a socket", floor.CpuMicroseconds * 1000 / sockets, "ns");
}

void Tcp()
{
    using var dump = new BareDump();
    using var reader = new TcpSocketReader(new LiveKernel("/proc"));
    using var parts = new SampleInParts();
    long sockets = 0;
    var floor = new Contestant("floor", () => sockets = dump.Count());
    var walk = new Contestant("reader", () => Walk(reader));
    for (int round = 0; round < WarmUpRounds + rounds; round++)
    {
        bool keep = round >= WarmUpRounds;
        floor.RunOnce(keep: false); // what follows the rendering of a page finds cold caches: nobody measured may be the first
        floor.RunOnce(keep);
        walk.RunOnce(keep);
        parts.Run(keep); // the section needs the owners of a whole sample
    }

    Line("sockets", sockets, "");
    Line("floor", floor.CpuMicroseconds, "us");
    Line("reader", walk.CpuMicroseconds, "us");
    Line("reader to floor", walk.RatioTo(floor), "");
    Line("reader allocates", walk.AllocatedBytes, "B");
    Line("section tcp", parts.Tcp.CpuMicroseconds, "us");
    Line("section tcp to floor", parts.Tcp.RatioTo(floor), "");
    Line("section tcp allocates", parts.Tcp.AllocatedBytes, "B");
}

void Sample()
{
    using var dump = new BareDump();
    using var sampler = new Sampler(new LiveKernel("/proc"), TimeProvider.System, TimeSpan.FromMinutes(2));
    using var parts = new SampleInParts();
    var publisher = new Publisher(CollectorList.All, new PrometheusExposition(), BuildInfo.OfThisProgram, new AskedPages(TimeProvider.System), TimeProvider.System);
    Snapshot? snapshot = null;
    long sockets = 0;
    var floor = new Contestant("floor", () => sockets = dump.Count());
    var take = new Contestant("take", () => snapshot = sampler.Take());
    var publish = new Contestant("publish", () => publisher.Publish(snapshot!, default, default, ProcessSelf.Read()));
    for (int round = 0; round < WarmUpRounds + rounds; round++)
    {
        bool keep = round >= WarmUpRounds;
        floor.RunOnce(keep: false); // what follows the rendering of a page finds cold caches: nobody measured may be the first
        floor.RunOnce(keep);
        take.RunOnce(keep);
        publish.RunOnce(keep);
        parts.Run(keep);
    }

    Line("sockets, TCP", sockets, "");
    Line("sockets, all", parts.SocketsRead, "");
    Line("floor", floor.CpuMicroseconds, "us");
    Line("take", take.CpuMicroseconds, "us");
    Line("take to floor", take.RatioTo(floor), "");
    Line("take allocates", take.AllocatedBytes, "B");
    Line("publish", publish.CpuMicroseconds, "us");
    Line("publish allocates", publish.AllocatedBytes, "B");
    Line("sum of the parts", parts.Parts.Sum(static part => part.CpuMicroseconds), "us");
    foreach (Contestant part in parts.Parts)
    {
        Line($"part {part.Name}", part.CpuMicroseconds, "us");
        Line($"part {part.Name} allocates", part.AllocatedBytes, "B");
    }
}

void Render()
{
    using var sampler = new Sampler(new LiveKernel("/proc"), TimeProvider.System, TimeSpan.FromMinutes(2));
    var publisher = new Publisher(CollectorList.All, new PrometheusExposition(), BuildInfo.OfThisProgram, new AskedPages(TimeProvider.System), TimeProvider.System);
    sampler.Take();
    Snapshot snapshot = sampler.Take();
    Publication? publication = null;
    var publish = new Contestant("publish", () => publication = publisher.Publish(snapshot, default, default, ProcessSelf.Read()));
    Contestant.RunInterleaved(WarmUpRounds, rounds, publish);
    ReadOnlyMemory<byte> page = publication!.Find(PageFormat.Text)!.Body;
    long series = Series(page.Span);
    Line("series", series, "");
    Line("page", page.Length, "B");
    Line("publish", publish.CpuMicroseconds, "us");
    Line("publish of a series", publish.CpuMicroseconds / series, "us");
    Line("publish allocates", publish.AllocatedBytes, "B");
}

static void Walk(TcpSocketReader reader)
{
    reader.Start();
    while (reader.Next())
    {
    }
}

static long Series(ReadOnlySpan<byte> page)
{
    long lines = 0;
    foreach (Range line in page.Split((byte)'\n'))
    {
        lines += page[line] is [not (byte)'#', ..] ? 1 : 0;
    }

    return lines;
}

static void Line(string name, double value, string unit)
    => Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}\t{value:0.###}\t{unit}"));
