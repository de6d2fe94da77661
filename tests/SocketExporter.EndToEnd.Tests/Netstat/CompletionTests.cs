using SocketExporter.EndToEnd.Tests.Live;

namespace SocketExporter.EndToEnd.Tests.Netstat;

/// <summary>What each shell makes of the completions that the program prints for it.</summary>
public sealed class CompletionTests
{
    [LiveFact("bash")]
    public void Bash_takes_its_completions()
    {
        Finished script = Tool.Finish(Tool.Start(ExporterProcess.Binary, ["netstat", "--completion=bash"]));
        const string ask = """

            answer() { COMP_WORDS=(socket-exporter "$@"); COMP_CWORD=$#; _socket_exporter; echo "${COMPREPLY[*]}"; }
            answer ""
            answer do
            answer netstat --numeric-
            answer netstat --completion = fi
            answer netstat --completion =
            cd /etc && answer check-config passw

            """;
        Finished read = Tool.Finish(Tool.Start("bash", ["-s"]), script.Output + ask);

        Assert.Equal((0, ""), (read.ExitCode, read.Errors));
        string[] answers = read.Output.Split('\n');
        Assert.Equal(["once netstat check-config doctor record", "doctor", "--numeric-hosts --numeric-ports --numeric-users", "fish", "bash zsh fish"], answers[..5]);
        Assert.Contains("passwd", answers[5].Split(' '));
    }

    /// <summary>A terminal with the shell in it, in which somebody presses the tabulator: what the program would have been called with.</summary>
    [LiveFact("zsh")]
    public void Zsh_takes_its_completions()
    {
        using var space = new Namespace();
        Finished script = Tool.Finish(Tool.Start(ExporterProcess.Binary, ["netstat", "--completion=zsh"]));
        File.WriteAllText(Path.Combine(space.Folder, "_socket-exporter"), script.Output);
        const string Terminal = """
            zmodload zsh/zpty
            zpty terminal zsh -f -i
            zpty -w terminal "fpath=($1 \$fpath); autoload -Uz compinit; compinit -u -D; socket-exporter() print -r -- \"<\$*>\"; PS1="
            for line in $'do\t' $'netstat --numeric-ho\t' $'netstat -tanpA uni\t' $'netstat --completion=fi\t' $'netstat --completion fi\t' $'check-config /etc/os-rel\t'; do
              zpty -w terminal "socket-exporter $line"
              zpty -r terminal answer $'*<*>\r\n*'
              print -r -- ${${answer##*<}%%>*}
            done
            zpty -d terminal
            """;
        Finished read = Tool.Finish(Tool.Start("zsh", ["-f", "-s", space.Folder]), Terminal);

        Assert.Equal((0, ""), (read.ExitCode, read.Errors));
        Assert.Equal(
            ["doctor", "netstat --numeric-hosts", "netstat -tanpA unix", "netstat --completion=fish", "netstat --completion fish", "check-config /etc/os-release", ""],
            read.Output.Split('\n'));
    }

    [LiveFact("fish")]
    public void Fish_takes_its_completions()
    {
        Finished script = Tool.Finish(Tool.Start(ExporterProcess.Binary, ["netstat", "--completion=fish"]));
        const string ask = """

            for line in '' 'do' 'netstat --numeric-' 'netstat -A uni' 'netstat --completion=fi' 'check-config /etc/os-rel'
                complete -C"socket-exporter $line" | string replace -r '\t.*' '' | string join ' '
            end; true

            """;
        Finished read = Tool.Finish(Tool.Start("fish", ["--no-config"]), script.Output + ask);

        Assert.Equal((0, ""), (read.ExitCode, read.Errors));
        Assert.Equal(
            ["check-config doctor netstat once record", "doctor", "--numeric-hosts --numeric-ports --numeric-users", "unix", "--completion=fish", "/etc/os-release", ""],
            read.Output.Split('\n'));
    }
}
