using System.Globalization;
using SocketExporter.Collectors;
using SocketExporter.Metrics;

namespace SocketExporter.Tests.Collectors;

/// <summary>The program's families against the catalogue, which is the public interface: metrics.tsv beside this project.</summary>
public sealed class CatalogueTests
{
    /// <summary>The last issue of the catalogue that is delivered.</summary>
    private const int Delivered = 5;

    private static readonly IReadOnlyList<MetricFamily> Families = [.. CollectorList.All.SelectMany(collector => collector.Families), .. ExporterFamilies.All];

    [Fact]
    public void Every_delivered_row_of_the_catalogue_has_its_family()
    {
        AssertNone(
            Rows().Where(IsDelivered).Select(row => row.Name).Except(Families.Select(family => family.Name)),
            "is in tests/SocketExporter.Tests/metrics.tsv and in no collector's Families: declare it, or take the row away");
    }

    [Fact]
    public void Every_family_is_in_the_catalogue_and_delivered()
    {
        AssertNone(
            Families.Select(family => family.Name).Except(Rows().Where(IsDelivered).Select(row => row.Name)),
            $"is in a collector's Families and has no row in tests/SocketExporter.Tests/metrics.tsv: add one, with the issue {Delivered}");
    }

    [Fact]
    public void No_family_is_declared_twice()
    {
        Assert.Empty(Families.GroupBy(family => family.Name).Where(group => group.Count() > 1).Select(group => group.Key));
    }

    [Fact]
    public void Type_labels_key_set_and_fold_are_the_catalogues()
    {
        Dictionary<string, CatalogueRow> rows = Rows().ToDictionary(row => row.Name);
        foreach (MetricFamily family in Families.Where(family => rows.ContainsKey(family.Name)))
        {
            CatalogueRow row = rows[family.Name];
            Assert.Equal(
                (row.Name, row.Type, string.Join(',', row.Labels), row.KeySet, row.Fold),
                (family.Name, Lower(family.Type), string.Join(',', family.Labels), Spelled(family.KeySet), Lower(family.Fold)));
        }
    }

    [Fact]
    public void Only_counters_end_in_total()
    {
        Assert.Empty(Families.Where(family => family.Name.EndsWith("_total", StringComparison.Ordinal) != (family.Type == MetricType.Counter)).Select(family => family.Name));
    }

    [Fact]
    public void Every_help_is_one_sentence_on_one_line()
    {
        Assert.Empty(Families.Where(family => family.Help.Length < 10 || !family.Help.EndsWith('.') || family.Help.AsSpan().ContainsAny('\n', '\\')).Select(family => family.Name));
    }

    [Fact]
    public void Collector_names_are_lower_case_words_joined_by_hyphens()
    {
        Assert.All(CollectorList.All, collector => Assert.Matches("^[a-z]+(-[a-z]+)*$", collector.Name));
        Assert.Equal(CollectorList.All.Count, CollectorList.All.Select(collector => collector.Name).Distinct().Count());
    }

    private static void AssertNone(IEnumerable<string> names, string what)
    {
        string[] found = [.. names.Select(name => $"{name} {what}")];
        Assert.True(found.Length == 0, string.Join('\n', found));
    }

    private static bool IsDelivered(CatalogueRow row) => row.Issue <= Delivered;

    private static string Lower(Enum value) => value.ToString().ToLowerInvariant();

    private static string Spelled(KeySet keySet) => keySet switch
    {
        KeySet.None => "-",
        KeySet.UnixPath => "unix_path",
        _ => Lower(keySet),
    };

    private static IEnumerable<CatalogueRow> Rows() => File.ReadLines(Path.Combine(AppContext.BaseDirectory, "metrics.tsv"))
        .Skip(1)
        .Select(line => line.Split('\t'))
        .Select(cells => new CatalogueRow(
            cells[0],
            cells[1],
            cells[2].Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
            cells[3],
            cells[4],
            int.Parse(cells[5], CultureInfo.InvariantCulture)));

    private sealed record CatalogueRow(string Name, string Type, string[] Labels, string KeySet, string Fold, int Issue);
}
