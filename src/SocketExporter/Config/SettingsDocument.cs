using System.Globalization;
using System.Text;

namespace SocketExporter.Config;

/// <summary>Renders docs/settings.md from the table. A test compares the file with it.</summary>
internal static class SettingsDocument
{
    private const string LinesOfTheLog =
        """

        The log is on standard error. A line of text is time, level (`DEBUG`, `INFO`, `WARN`, `ERROR`) and message. With `--log.format json` each line is an object in CLEF (compact log event format):

        | key | what it is | when |
        |---|---|---|
        | `@t` | time, UTC | always |
        | `@m` | the message, as in a line of text | always |
        | `@i` | eight hexadecimal digits, the same for all messages that differ only in what is filled in | always |
        | `@l` | `Debug`, `Warning`, `Error` or `Fatal` | not at `INFO`, which by CLEF has none |
        | `@x` | an exception, with line breaks as `\n` | where there is one |
        | others | what was filled into the message, by name: `Source`, `Error`, `Address` …; `SourceContext` is the part of the program | where there is any |

        Why the daemon can't start is the last object, with `Fatal`; as text it is `socket-exporter: …` without time, as for every other command. What is wrong with the settings themselves
        is text in either format, because it is known before the format is.

        """;

    public static string Render(SettingsTable table)
    {
        var text = new StringBuilder();
        text.Append(
            $$"""
            # Settings

            <!-- Generated from src/SocketExporter/Config/SettingsTable.cs; a test says how to write it anew. -->

            Nothing has to be set. A flag goes before an environment variable, the variable before the configuration file, the file before the default.
            `socket-exporter check-config FILE` shows every error of a file at once, `socket-exporter check-config --{{SettingsTable.WebConfigFile.Name}} FILE` those of a
            [web configuration](web-configuration.md) (TLS, passwords), which is a file of its own. It warns, as the daemon does at its start, of settings that are good one by one and
            defeat each other: a `{{SettingsTable.StuckAfter.Name}}` into which no two samples fit, a `{{SettingsTable.SamplingListenerPeakWindow.Name}}` into which not one does. A
            `{{SettingsTable.ProcFsPath.Name}}` without a procfs is a warning there, as the file may be meant for another host, and an error of every command that reads it.

            **Exit codes**: 0 done, or told to stop (SIGTERM, SIGINT) while serving; 1 what was asked for could not be done (an address in use, a bad file given to `check-config`, something
            that `once` could not read or publish, or its interruption); 2 the command line, the environment or the configuration is wrong, and nothing was started.

            - **Flags**: `--{{SettingsTable.SamplingInterval.Name}} 10s` or `--{{SettingsTable.SamplingInterval.Name}}=10s`. A switch takes no value: `--collector.NAME` turns it on, `--no-collector.NAME` off.
              A list repeats its flag.
            - **Environment**: the name in capitals with `{{SettingsTable.EnvironmentPrefix}}` before it, dots and hyphens as underscores: `{{SettingsTable.SamplingInterval.EnvironmentName}}=10s`.
              Switches are `true`, `false`, `1` or `0`, lists are separated by commas, those of `{{SettingsTable.Peers.Name}}` and `{{SettingsTable.ProcessesNames.Name}}` by semicolons, an empty variable counts as not set. Unknown variables are ignored with a warning.
            - **File** (`--{{SettingsTable.ConfigFile.Name}}`): YAML, nested where the name has a dot. Unknown and repeated keys are errors; anchors, aliases and tags are not supported;
              a list may also be one text, separated as in its variable; at most {{ConfigurationFile.LargestFileBytes / 1024 / 1024}} MiB.

            ```yaml
            web:
              listen-address: ["127.0.0.1:10105", "[::1]:10105"]
            sampling:
              interval: 10s
            collector:
              unix: false
            ```

            Durations are Prometheus durations: whole numbers with the units `ms`, `s`, `m`, `h`, `d`, `w` and `y`, from large to small: `250ms`, `5s`, `1m30s`.

            ## Listeners that are expected and allowed

            ```yaml
            listeners:
              expected: [tcp/22, "tcp/any:443", "tcp/loopback:5432", udp/53]
              allowed:
                - tcp/loopback:*
                - tcp/any:30000-32767
                - tcp/[fd00::5]:8080
            ```

            An entry is `PROTOCOL/PORT` or `PROTOCOL/PLACE:PORT`. The protocol is `tcp` or `udp`; a listener of UDP is a socket without a fixed peer. An allowed entry may also name a range of
            ports, or `*` for all of them.

            | place | expected: up when | allowed: what is bound to |
            |---|---|---|
            | none | anybody listens on the port | any address |
            | `any` | other hosts can reach a listener: it is bound to a wildcard, or to an address that is no loopback address | any address |
            | `loopback` | this host can reach one by a loopback address: it is bound to a loopback address or to a wildcard | a loopback address |
            | an address | a listener takes what goes there: it is bound to the address, or to a wildcard that covers it | the address |
            | `0.0.0.0` | a listener takes what goes to any IPv4 address | any IPv4 address, and to no wildcard that takes IPv6 too |
            | `[::]` | a listener takes what goes to any IPv6 address | any address |

            A wildcard of IPv6 covers IPv4 too, unless the socket is for IPv6 alone. `socket_listener_expected_up` has a series for each expected entry. With at least one allowed entry,
            `socket_listener_unexpected` names each listener that no entry allows, expected entries included, and `socket_listeners_unexpected` counts them. A TCP listener is judged
            on every port. A UDP socket on a port from 1024 on may be a client that waits for an answer: it is judged when it has been bound for ten minutes, or was there before the exporter and not on
            an ephemeral port; on a port that an entry names alone it is judged at once. Such a port is shown as a label in any case, although it lies in the ephemeral range; a range names no port.

            ## Names of processes

            The label `process` is comm, the name the kernel has of a process: `java` for every Java program. Rules make better ones:

            ```yaml
            processes:
              names:
                - name: "java-{jar}"
                  comm: java
                  cmdline: '.*/(?<jar>[a-z]+)[^/ ]*\.jar( .*)?'
                - {name: "php-fpm-{pool}", cmdline: 'php-fpm: pool (?<pool>\w+).*'}
                - {name: backup, exe: /opt/backup/.*, cgroup: /system\.slice/.*}
                - name: "{unit}"
            ```

            The first rule that fits names the process; without one it is comm. A rule fits when each of its patterns fits and each `{…}` of its name has something to be filled with: the rule
            `{name: "{unit}"}` names what runs in a unit of systemd, and nothing else. Patterns are regular expressions that, as in Prometheus, must fit the whole text; they neither look around nor
            refer back, so that no process can make them slow.

            | pattern | what it is held against |
            |---|---|
            | `comm` | the name the kernel has of it, at most 15 bytes |
            | `exe` | the path of its program; of another user's process it takes the privileges that its sockets take |
            | `cgroup` | the path of its control group; of an exporter in a container without the host's control group namespace it begins with `/..` and is not whole |
            | `cmdline` | its arguments with blanks between them, the first 4,096 bytes; as with `ps`, a process whose memory the kernel has locked keeps the reader waiting, so it is tried after the other patterns of a rule |

            `{comm}`, `{exe}` (the last part of the path), `{unit}`, `{container}` and `{pod}` can stand in every name, and what a pattern calls `(?<word>…)` as `{word}`. A process is named when it is first
            seen, again at the next sample and when comm changes: a program that writes over its arguments later keeps its name. Whatever the names are, at most 100 are shown and the rest is `<other>`. A
            recording has no command lines.

            As a flag: `--{{SettingsTable.ProcessesNames.Name}} 'java-{jar} comm=java cmdline=.*/(?<jar>[a-z]+)[.]jar.*'`, once for each rule, a blank in a pattern written as `\x20`.

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
            if (group.Key == SettingsTable.LogFormat.Group)
            {
                text.Append(LinesOfTheLog);
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
        SettingKind.ExpectedListeners or SettingKind.AllowedListeners => "listeners",
        SettingKind.PeerGroups => "groups by name",
        SettingKind.ProcessNames => "rules",
        SettingKind.Path => "path",
        SettingKind.UrlPath => "URL path",
        SettingKind.Choice => string.Join(", ", setting.Choices.Select(choice => $"`{choice}`")),
        SettingKind.Switch => "switch",
        _ => throw new ArgumentOutOfRangeException(nameof(setting), setting.Kind, "kind of setting without a description"),
    };

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
