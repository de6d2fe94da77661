using System.Globalization;
using System.Text;

namespace SocketExporter.Config;

/// <summary>Renders docs/settings.md from the table. A test compares the file with it.</summary>
internal static class SettingsDocument
{
    public static string Render(SettingsTable table)
    {
        var text = new StringBuilder();
        text.Append(
            $$"""
            # Settings

            <!-- Generated from src/SocketExporter/Config/SettingsTable.cs; a test says how to write it anew. -->

            Nothing has to be set. A flag goes before an environment variable, the variable before the configuration file, the file before the default.
            `socket-exporter check-config FILE` shows every error of a file at once, `socket-exporter check-config --{{SettingsTable.WebConfigFile.Name}} FILE` those of a
            [web configuration](web-configuration.md) (TLS, passwords), which is a file of its own.

            **Exit codes**: 0 done, or told to stop (SIGTERM, SIGINT) while serving; 1 what was asked for could not be done (an address in use, a bad file given to `check-config`, something
            that `once` could not read or publish, or its interruption); 2 the command line, the environment or the configuration is wrong, and nothing was started.

            - **Flags**: `--{{SettingsTable.SamplingInterval.Name}} 10s` or `--{{SettingsTable.SamplingInterval.Name}}=10s`. A switch takes no value: `--collector.NAME` turns it on, `--no-collector.NAME` off.
              A list repeats its flag.
            - **Environment**: the name in capitals with `{{SettingsTable.EnvironmentPrefix}}` before it, dots and hyphens as underscores: `{{SettingsTable.SamplingInterval.EnvironmentName}}=10s`.
              Switches are `true`, `false`, `1` or `0`, lists are separated by commas, an empty variable counts as not set. Unknown variables are ignored with a warning.
            - **File** (`--{{SettingsTable.ConfigFile.Name}}`): YAML, nested where the name has a dot. Unknown and repeated keys are errors; anchors, aliases and tags are not supported;
              at most {{ConfigurationFile.LargestFileBytes / 1024 / 1024}} MiB.

            ```yaml
            web:
              listen-address: ["127.0.0.1:10105", "[::1]:10105"]
            sampling:
              interval: 10s
            collector:
              unix: false
            ```

            Durations are Prometheus durations: whole numbers with the units `ms`, `s`, `m`, `h`, `d`, `w` and `y`, from large to small: `250ms`, `5s`, `1m30s`.

            """);
        foreach (IGrouping<string, Setting> group in table.All.GroupBy(setting => setting.Group))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {group.Key}\n\n| setting | value | default | environment | since | |\n|---|---|---|---|---|---|\n");
            foreach (Setting setting in group)
            {
                string place = setting.AllowedInFile ? "" : " Flag and environment only.";
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"| `{setting.Name}` | {Value(setting)} | {Default(setting)} | `{setting.EnvironmentName}` | {setting.Since} | {Cell(setting.Help)}.{place} |\n");
            }
        }

        return text.ToString();
    }

    private static string Default(Setting setting) => setting.Default is { } text ? $"`{text.Replace(",", "`, `", StringComparison.Ordinal)}`" : "none";

    private static string Value(Setting setting) => setting.Kind switch
    {
        SettingKind.Duration => $"duration, `{setting.Minimum}` to `{setting.Maximum}`",
        SettingKind.Cores => $"cores, `{setting.Minimum}` to `{setting.Maximum}`",
        SettingKind.Count => $"number, `{setting.Minimum}` to `{setting.Maximum}`",
        SettingKind.ListenAddresses => "addresses",
        SettingKind.InterfacePatterns => "patterns",
        SettingKind.PeerGroups => "groups by name",
        SettingKind.Path => "path",
        SettingKind.UrlPath => "URL path",
        SettingKind.Choice => string.Join(", ", setting.Choices.Select(choice => $"`{choice}`")),
        SettingKind.Switch => "switch",
        _ => throw new ArgumentOutOfRangeException(nameof(setting), setting.Kind, "kind of setting without a description"),
    };

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
