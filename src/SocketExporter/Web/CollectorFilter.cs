using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using SocketExporter.Config;
using SocketExporter.Publishing;

namespace SocketExporter.Web;

/// <summary>Reads <c>collect[]</c> and <c>exclude[]</c>, as node_exporter has them.</summary>
internal sealed class CollectorFilter
{
    private const string Collect = "collect[]";
    private const string Exclude = "exclude[]";

    private readonly IReadOnlyList<string> _known;
    private readonly IReadOnlyList<string> _enabled;

    /// <param name="known">Every collector the program has.</param>
    /// <param name="enabled">Those that run.</param>
    public CollectorFilter(IEnumerable<string> known, IEnumerable<string> enabled)
    {
        _enabled = [.. enabled];
        _known = [.. _enabled.Union(known, StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    /// <param name="complaint">Why the query asks for nothing the daemon has; whole lines.</param>
    public bool TryRead(IQueryCollection query, out CollectorSelection selection, [NotNullWhen(false)] out string? complaint)
    {
        StringValues collect = query[Collect];
        StringValues exclude = query[Exclude];
        selection = CollectorSelection.All;
        complaint = null;
        if (collect.Count == 0 && exclude.Count == 0)
        {
            return true;
        }

        if (collect.Count > 0 && exclude.Count > 0)
        {
            complaint = $"{Collect} and {Exclude} can't be combined; write one of them\n";
            return false;
        }

        complaint = string.Concat(collect.Select(name => Complaint(Collect, name ?? "")).Concat(exclude.Select(name => Complaint(Exclude, name ?? ""))));
        if (complaint.Length > 0)
        {
            return false;
        }

        complaint = null;
        string[] selected = [.. collect.Count > 0 ? _enabled.Where(name => collect.Contains(name)) : _enabled.Where(name => !exclude.Contains(name))];
        selection = selected.Length == _enabled.Count ? CollectorSelection.All : CollectorSelection.Of(selected);
        return true;
    }

    /// <summary>Nothing where the name is good; a collector that doesn't run may be excluded once more.</summary>
    private string Complaint(string parameter, string name)
    {
        if (!_known.Contains(name, StringComparer.Ordinal))
        {
            return $"{parameter}: unknown collector \"{name}\"{NearestName.Hint(name, _known, $"; known are {string.Join(", ", _known)}")}\n";
        }

        return parameter == Collect && !_enabled.Contains(name, StringComparer.Ordinal)
            ? $"{parameter}: collector \"{name}\" is disabled; enable it with --collector.{name}\n"
            : "";
    }
}
