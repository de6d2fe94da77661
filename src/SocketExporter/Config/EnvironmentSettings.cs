using System.Collections;
using System.Text.RegularExpressions;

namespace SocketExporter.Config;

/// <summary>Settings from variables whose name begins with <see cref="SettingsTable.EnvironmentPrefix"/>.</summary>
internal static partial class EnvironmentSettings
{
    /// <summary>An empty variable says nothing: compose files and unit files write NAME= for "not set". A list is separated by its <see cref="Setting.EnvironmentSeparator"/>.</summary>
    public static List<SettingValue> Read(SettingsTable table, IReadOnlyDictionary<string, string> environment, List<string> warnings)
    {
        var values = new List<SettingValue>();
        foreach ((string name, string text) in environment.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (!name.StartsWith(SettingsTable.EnvironmentPrefix, StringComparison.Ordinal))
            {
                continue;
            }

            if (table.FindByEnvironmentName(name) is { } setting)
            {
                if (text.Length > 0)
                {
                    string[] texts = setting.IsList ? text.Split(setting.EnvironmentSeparator, StringSplitOptions.TrimEntries) : [text];
                    values.Add(new SettingValue(setting, SettingLayer.Environment, texts, name));
                }
            }
            else if (!IsInjectedByKubernetes(name))
            {
                string hint = NearestName.Hint(name, table.All.Select(known => known.EnvironmentName), "; see socket-exporter --help");
                warnings.Add($"unknown environment variable {name} is ignored{hint}");
            }
        }

        return values;
    }

    /// <summary>The environment of this process.</summary>
    public static IReadOnlyDictionary<string, string> OfProcess() => Environment.GetEnvironmentVariables()
        .Cast<DictionaryEntry>()
        .ToDictionary(entry => (string)entry.Key, entry => (string?)entry.Value ?? "", StringComparer.Ordinal);

    /// <summary>
    /// Kubernetes sets NAME_SERVICE_HOST, NAME_SERVICE_PORT and Docker's old NAME_PORT_… for every Service of the namespace. A Service called
    /// socket-exporter, or socket-exporter-anything, makes them look like ours: they must neither stop the daemon nor fill its log.
    /// </summary>
    internal static bool IsInjectedByKubernetes(string name) => ServiceVariable().IsMatch(name);

    [GeneratedRegex("_(SERVICE_HOST|SERVICE_PORT(_[A-Z0-9_]+)?|PORT(_[0-9]+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?)$", RegexOptions.CultureInvariant)]
    private static partial Regex ServiceVariable();
}
