using System.Text;

namespace SocketExporter.Netstat;

/// <summary>
/// Completions of the program's commands and of the flags behind "socket-exporter netstat", for the shells that --completion names. Behind another command:
/// files, as without completions.
/// </summary>
internal static class Completions
{
    /// <param name="commands">What the first word may be, and what each does.</param>
    public static string Render(string shell, IReadOnlyList<(string Name, string Help)> commands)
    {
        string names = string.Join(' ', commands.Select(static command => command.Name));
        return shell switch
        {
            "bash" => Bash(names),
            "zsh" => Zsh(names),
            _ => Fish(commands),
        };
    }

    private static string Bash(string commands)
    {
        var text = new StringBuilder($$"""
            # bash completion of socket-exporter
            _socket_exporter() {
                local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}
                # --name=value comes as three words.
                [[ $word != = ]] || word=
                [[ $before != = ]] || before=${COMP_WORDS[COMP_CWORD-2]}
                COMPREPLY=()
                if [[ $COMP_CWORD == 1 ]]; then
                    COMPREPLY=($(compgen -W "{{commands}}" -- "$word"))
                    return
                fi
                if [[ ${COMP_WORDS[1]} != netstat ]]; then
                    COMPREPLY=($(compgen -f -- "$word"))
                    return
                fi
                case $before in

            """);
        foreach (NetstatFlag flag in NetstatFlags.All.Where(static flag => flag.NeedsValue))
        {
            string reply = flag.Values.Count > 0
                ? $"COMPREPLY=($(compgen -W \"{string.Join(' ', flag.Values)}\" -- \"$word\"))"
                : "COMPREPLY=($(compgen -f -- \"$word\"))";
            text.Append("        ").AppendJoin('|', Spellings(flag)).Append(") ").Append(reply).Append("; return ;;\n");
        }

        return text.Append("    esac\n    COMPREPLY=($(compgen -W \"")
            .AppendJoin(' ', NetstatFlags.All.SelectMany(Spellings))
            .Append("\" -- \"$word\"))\n}\ncomplete -F _socket_exporter socket-exporter\n")
            .ToString();
    }

    private static string Zsh(string commands)
    {
        var text = new StringBuilder($$"""
            #compdef socket-exporter
            # zsh completion of socket-exporter
            _socket_exporter() {
                if (( CURRENT == 2 )); then
                    compadd -- {{commands}}
                    return
                fi
                if [[ $words[2] != netstat ]]; then
                    _files
                    return
                fi
                shift words
                (( CURRENT-- ))
                _arguments -s \

            """);
        foreach (NetstatFlag flag in NetstatFlags.All)
        {
            string value = flag switch
            {
                { NeedsValue: false } => "",
                { Values.Count: > 0 } => $":{flag.ValueName}:({string.Join(' ', flag.Values)})",
                _ => $":{flag.ValueName}:_files",
            };
            foreach (string spelling in Spellings(flag))
            {
                string sign = flag.NeedsValue && spelling.StartsWith("--", StringComparison.Ordinal) ? "=" : "";
                text.Append("        '").Append(spelling).Append(sign).Append('[').Append(flag.Help.Replace("'", "'\\''", StringComparison.Ordinal)).Append(']').Append(value).Append("' \\\n");
            }
        }

        return text.Append("        && return\n}\n_socket_exporter \"$@\"\n").ToString();
    }

    private static string Fish(IReadOnlyList<(string Name, string Help)> commands)
    {
        var text = new StringBuilder("# fish completion of socket-exporter\n");
        foreach ((string name, string help) in commands)
        {
            text.Append("complete -c socket-exporter -n __fish_use_subcommand -f -a ").Append(name).Append(" -d '").Append(Quoted(help)).Append("'\n");
        }

        foreach (NetstatFlag flag in NetstatFlags.All)
        {
            text.Append("complete -c socket-exporter -n '__fish_seen_subcommand_from netstat'");
            text.Append(flag.NeedsValue && flag.Values.Count > 0 ? " -x" : flag.NeedsValue ? " -r" : " -f");
            text.Append(flag.Letter is { } letter ? $" -s {letter}" : "");
            foreach (string name in flag.Names)
            {
                text.Append(" -l ").Append(name);
            }

            text.Append(flag.NeedsValue && flag.Values.Count > 0 ? $" -a '{string.Join(' ', flag.Values)}'" : "");
            text.Append(" -d '").Append(Quoted(flag.Help)).Append("'\n");
        }

        return text.ToString();
    }

    /// <summary>As it may stand between apostrophes in fish.</summary>
    private static string Quoted(string text) => text.Replace("'", "\\'", StringComparison.Ordinal);

    private static IEnumerable<string> Spellings(NetstatFlag flag)
        => (flag.Letter is { } letter ? new[] { $"-{letter}" } : []).Concat(flag.Names.Select(static name => "--" + name));
}
