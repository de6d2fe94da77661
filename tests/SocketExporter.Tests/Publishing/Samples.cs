using SocketExporter.Collectors;
using SocketExporter.Metrics;
using SocketExporter.Publishing;
using SocketExporter.Snapshots;

namespace SocketExporter.Tests.Publishing;

/// <summary>Small samples and collectors for the tests of what comes after sampling.</summary>
internal static class Samples
{
    public static readonly BuildInfo Build = new("1.2.3", "abc", "10.0.0");

    public static Snapshot Good(int sockets = 5) => new()
    {
        TakenAt = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000),
        Duration = TimeSpan.FromMilliseconds(250),
        SocketsRead = sockets,
    };

    public static Snapshot Without(Sections section, string message) => Good() with
    {
        FailedSections = section,
        SectionFailures = [new SectionFailure(section, message)],
    };

    public static FakeCollector Collector(string name, string family, double value = 1, Sections needs = Sections.None)
    {
        MetricFamily declared = MetricFamily.Gauge(family, $"Help of {family}.", "a test");
        return new FakeCollector(name, needs, (_, writer) => writer.Write(declared, value));
    }

    /// <summary>A page of 9 MB: more than the kernel's buffers of one connection (tcp_wmem, 4 MB at most) take for a client that does not read.</summary>
    public static FakeCollector BigCollector()
    {
        MetricFamily family = MetricFamily.Gauge("socket_big", "Big.", "a test", labels: ["key"]);
        return new FakeCollector("big", Sections.None, (_, writer) =>
        {
            for (int i = 0; i < 10_000; i++)
            {
                writer.Write(family, i, $"{i}{new string('x', 900)}");
            }
        });
    }

    internal sealed class FakeCollector(string name, Sections needs, Action<Snapshot, MetricWriter> collect) : ICollector
    {
        public string Name => name;

        public string Summary => "";

        public Sections Needs => needs;

        public IReadOnlyList<MetricFamily> Families => [];

        public void Collect(Snapshot snapshot, MetricWriter writer) => collect(snapshot, writer);
    }
}
