using System.Globalization;
using System.Net;
using SocketExporter.Benchmarks;
using SocketExporter.Collectors;
using SocketExporter.Kernel.Netlink;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Publishing;
using SocketExporter.Sampling;
using SocketExporter.Sampling.Memory;
using SocketExporter.Snapshots;

// Measures the exporter's parts on the sockets of the network namespace it is started in, and is the client that measures daemons. CPU times are those of one
// thread, medians of the rounds; ratios are against the bare dump of the same run. The scripts beside it make the sockets and start the daemons.
const int WarmUpRounds = 30;
switch (args)
{
    case ["floor", _] or ["floor", _, _] when Rounds() is > 0 and int rounds:
        Floor(rounds, args is [_, _, string library] ? library : null);
        return 0;
    case ["tcp", _] when Rounds() is > 0 and int rounds:
        Tcp(rounds);
        return 0;
    case ["sample", _] when Rounds() is > 0 and int rounds:
        Sample(rounds);
        return 0;
    case ["render", _] when Rounds() is > 0 and int rounds:
        Render(rounds);
        return 0;
    case ["readers", _] when Rounds() is > 0 and int rounds:
        Readers(rounds);
        return 0;
    case ["scrape", string url, string count, string pause] when Uri.TryCreate(url, UriKind.Absolute, out Uri? page) && Number(count) > 0 && Number(pause) >= 0:
        return Scrape(page, Number(count), Number(pause));
    case ["start", string url, string program, ..] when Uri.TryCreate(url, UriKind.Absolute, out Uri? page) && IPAddress.TryParse(page.Host, out IPAddress? address):
        Line("start", FirstAnswer.Milliseconds(new IPEndPoint(address, page.Port), page.PathAndQuery, program, args[3..]), "ms");
        return 0;
    default:
        Console.Error.WriteLine("""
            usage: SocketExporter.Benchmarks COMMAND …
              floor ROUNDS [LIBRARY]    the bare dump: every TCP socket asked for, messages counted; with LIBRARY (bare_dump.c) the same in C in turn, C, C#, C, C# …
              tcp ROUNDS                the TCP reader, and section tcp (reader, direction, owner, tally) without and with what follows single connections, against the floor
              sample ROUNDS             a whole sample and its page against the floor, then part by part, with what each allocates
              render ROUNDS             the page of one sample, by series
              readers ROUNDS            the readers of interfaces, routes, neighbours, groups, unix and UDP sockets, each alone
              scrape URL COUNT PAUSE    COUNT scrapes over one connection, PAUSE milliseconds between them: how long they take
              start URL PROGRAM …       starts the program, asks http://ADDRESS:PORT/… until it answers 200, ends it: how long that took
            """);
        return 2;
}

int Rounds() => Number(args[1]);

static int Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : -1;

void Floor(int rounds, string? library)
{
    using var dump = new BareDump();
    BareDumpInC? dumpInC = library is null ? null : new BareDumpInC(library);
    long sockets = 0;
    long socketsInC = 0;
    var floor = new Contestant("floor", () => sockets = dump.Count());
    var floorInC = new Contestant("floor in C", () => socketsInC = dumpInC?.Count() ?? 0);
    Contestant[] inTurn = dumpInC is null ? [floor] : [floorInC, floor];
    Contestant.RunInterleaved(WarmUpRounds, rounds, inTurn);
    Line("sockets", sockets, "");
    Line("floor", floor.CpuMicroseconds, "us");
    Line("floor, least", floor.MinCpuMicroseconds, "us");
    Line("floor of a socket", floor.CpuMicroseconds * 1000 / sockets, "ns");
    Line("floor to itself", floor.RatioToItself().Median, "");
    Line("floor to itself, quartile distance", floor.RatioToItself().QuartileDistance, "");
    if (dumpInC is not null)
    {
        Line("sockets in C", socketsInC, "");
        Line("floor in C", floorInC.CpuMicroseconds, "us");
        Line("floor in C, least", floorInC.MinCpuMicroseconds, "us");
        Line("floor to C", floor.RatioTo(floorInC), "");
        Line("floor to C, least to least", floor.MinCpuMicroseconds / floorInC.MinCpuMicroseconds, "");
    }
}

void Tcp(int rounds)
{
    using var dump = new BareDump();
    using var reader = new TcpSocketReader(new LiveKernel("/proc"));
    using var parts = new SampleInParts(isWhole: false);
    using var whole = new SampleInParts(isWhole: true);
    long sockets = 0;
    var floor = new Contestant("floor", () => sockets = dump.Count());
    var informed = new Contestant("floor with tcp_info", () => dump.Count(withInformation: true));
    var walk = new Contestant("reader", () => Walk(reader));
    for (int round = 0; round < WarmUpRounds + rounds; round++)
    {
        bool keep = round >= WarmUpRounds;
        floor.RunOnce(keep: false); // what follows the rendering of a page finds cold caches: nobody measured may be the first
        informed.RunOnce(keep);
        floor.RunOnce(keep);
        walk.RunOnce(keep);
        parts.Run(keep); // the section needs the owners of a whole sample
        floor.RunOnce(keep: false); // as above: a page was rendered
        whole.Run(keep);
    }

    Line("sockets", sockets, "");
    Line("floor", floor.CpuMicroseconds, "us");
    Line("reader", walk.CpuMicroseconds, "us");
    Line("reader to floor", walk.RatioTo(floor), "");
    Line("reader allocates", walk.AllocatedBytes, "B");
    Line("section tcp", parts.Tcp.CpuMicroseconds, "us");
    Line("section tcp to floor", parts.Tcp.RatioTo(floor), "");
    Line("section tcp allocates", parts.Tcp.AllocatedBytes, "B");
    Line("section tcp with all that is followed", whole.Tcp.CpuMicroseconds, "us");
    Line("floor with tcp_info to floor", informed.RatioTo(floor), "");

    // tcp_info comes with one walk of several, so that floor does too.
    Line("section tcp with all that is followed to floor", whole.Tcp.RatioToTurns(floor, informed, InformationTurn.EverySamples), "");
}

void Sample(int rounds)
{
    using var dump = new BareDump();
    using var sampler = new Sampler(new LiveKernel("/proc"), TimeProvider.System, TimeSpan.FromMinutes(2));
    using var parts = new SampleInParts(isWhole: true);
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

void Readers(int rounds)
{
    using var readers = new ReadersAlone();
    Contestant.RunInterleaved(Math.Min(WarmUpRounds, rounds), rounds, readers.All);
    foreach (Contestant reader in readers.All)
    {
        Line(reader.Name, reader.CpuMicroseconds, "us");
        Line($"{reader.Name} allocates", reader.AllocatedBytes, "B");
    }
}

int Scrape(Uri page, int count, int pauseMilliseconds)
{
    using var scraper = new Scraper();
    for (int i = 0; i < WarmUpRounds; i++)
    {
        scraper.Scrape(page, keep: false);
    }

    for (int i = 0; i < count; i++)
    {
        scraper.Scrape(page, keep: true);
        if (pauseMilliseconds > 0)
        {
            Thread.Sleep(pauseMilliseconds); // the pace that was asked for
        }
    }

    Line("scrapes", count, "");
    Line("failures", scraper.Failures, "");
    Line("page", scraper.BodyBytes, "B");
    Line("median", scraper.Microseconds(0.5), "us");
    Line("p99", scraper.Microseconds(0.99), "us");
    Line("longest", scraper.Microseconds(1), "us");
    return scraper.Failures == 0 ? 0 : 1;
}

void Render(int rounds)
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
