namespace SocketExporter.EndToEnd.Tests.Pages;

/// <summary>A page as a scraper sees it.</summary>
internal sealed class MetricsPage
{
    private readonly IReadOnlyDictionary<string, Series> _series;

    public MetricsPage(
        string text,
        IReadOnlyDictionary<string, string> types,
        IReadOnlyDictionary<string, string> helps,
        IReadOnlyDictionary<string, Series> series)
    {
        Text = text;
        Types = types;
        Helps = helps;
        _series = series;
    }

    public string Text { get; }

    public IReadOnlyDictionary<string, string> Types { get; }

    public IReadOnlyDictionary<string, string> Helps { get; }

    public IEnumerable<Series> All => _series.Values;

    public static MetricsPage Parse(string text) => new PageParser().Parse(text);

    public IReadOnlyList<Series> Family(string name) => [.. _series.Values.Where(series => series.Name == name)];

    /// <summary>Null without the series; labels are all of its labels.</summary>
    public double? Find(string name, params (string Name, string Value)[] labels)
        => _series.TryGetValue(Series.KeyOf(name, labels), out Series? series) ? series.Value : null;

    public double Get(string name, params (string Name, string Value)[] labels)
        => Find(name, labels) ?? throw new KeyNotFoundException(
            $"no {Series.KeyOf(name, labels)} on the page; of this family:\n{string.Join('\n', Family(name).Select(series => $"{series.Key} {series.Value}"))}");

    /// <summary>Of the series that have at least these labels.</summary>
    public double Sum(string name, params (string Name, string Value)[] labels)
        => Family(name).Where(series => series.Has(labels)).Sum(series => series.Value);
}
