using System.Text;

namespace SocketExporter.Netstat;

/// <summary>Completions of the flags behind "socket-exporter netstat", for the shells that --completion names.</summary>
internal static class Completions
{
    public static string Render(string shell) => shell switch
    {
        "bash" => Bash(),
        "zsh" => Zsh(),
        _ => Fish(),
    };

    private static string Bash()
    {
        var text = new StringBuilder("""
            # bash completion of socket-exporter netstat
            _socket_exporter_netstat() {
                local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}
                COMPREPLY=()
                if [[ ${COMP_WORDS[1]} != netstat ]]; then
                    [[ $COMP_CWORD == 1 ]] && COMPREPLY=($(compgen -W "netstat" -- "$word"))
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
            .Append("\" -- \"$word\"))\n}\ncomplete -F _socket_exporter_netstat socket-exporter\n")
            .ToString();
    }

    private static string Zsh()
    {
        var text = new StringBuilder("""
            #compdef socket-exporter
            # zsh completion of socket-exporter netstat
            _socket_exporter() {
                if (( CURRENT == 2 )); then
                    compadd -- netstat
                    return
                fi
                [[ $words[2] == netstat ]] || return
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
                text.Append("        '").Append(spelling).Append('[').Append(flag.Help.Replace("'", "'\\''", StringComparison.Ordinal)).Append(']').Append(value).Append("' \\\n");
            }
        }

        return text.Append("        && return\n}\n_socket_exporter \"$@\"\n").ToString();
    }

    private static string Fish()
    {
        var text = new StringBuilder("# fish completion of socket-exporter netstat\ncomplete -c socket-exporter -n __fish_use_subcommand -a netstat -d 'Sockets, routes and interfaces as netstat shows them'\n");
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
            text.Append(" -d '").Append(flag.Help.Replace("'", "\\'", StringComparison.Ordinal)).Append("'\n");
        }

        return text.ToString();
    }

    private static IEnumerable<string> Spellings(NetstatFlag flag)
        => (flag.Letter is { } letter ? new[] { $"-{letter}" } : []).Concat(flag.Names.Select(static name => "--" + name));
}
