using SocketExporter.Cli;
using SocketExporter.Netstat;

namespace SocketExporter.Tests.Netstat;

public sealed class NetstatFlagsTests
{
    private static readonly (string Name, string Help)[] Commands = [.. HelpText.Commands.Select(static command => (command.Name, command.Help))];

    [Fact]
    public void A_letter_and_a_name_stand_for_one_flag_each()
    {
        Assert.Equal(
            "4 6 A C F M N S U V W a c e g h i l n o p r s t u v w x",
            string.Join(' ', NetstatFlags.All.Where(flag => flag.Letter is not null).Select(flag => flag.Letter!.Value).Order()));
        Assert.DoesNotContain(NetstatFlags.All.SelectMany(flag => flag.Names).GroupBy(name => name), group => group.Count() > 1);
    }

    [Fact]
    public void The_usage_shows_every_flag_on_one_line()
    {
        string usage = UsageText.Render();

        Assert.StartsWith("usage: socket-exporter netstat [FLAG ...]\n\nViews, one at a time:\n  -r, --route                     Routing table\n", usage, StringComparison.Ordinal);
        Assert.Contains("\n  -A, --protocol FAMILY           Families by name", usage, StringComparison.Ordinal);
        Assert.Contains("\n  -c, --continuous[=SECONDS]      Again and again", usage, StringComparison.Ordinal);
        Assert.Contains("\n      --json                      An array", usage, StringComparison.Ordinal);
        Assert.All(NetstatFlags.All, flag => Assert.Contains($"--{flag.Names[0]}", usage, StringComparison.Ordinal));
        Assert.All(usage.Split('\n'), line => Assert.InRange(line.Length, 0, 110));
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    public void Completions_offer_every_spelling(string shell)
    {
        string script = Completions.Render(shell, Commands);

        foreach (NetstatFlag flag in NetstatFlags.All)
        {
            Assert.All(flag.Names, name => Assert.Contains(shell == "fish" ? $" -l {name}" : $"--{name}", script, StringComparison.Ordinal));
            Assert.True(flag.Letter is not { } letter || script.Contains(shell == "fish" ? $" -s {letter} " : $"-{letter}", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void The_commands_of_the_program_are_offered_as_its_first_word()
    {
        Assert.Contains(
            "\n    if [[ $COMP_CWORD == 1 ]]; then\n        COMPREPLY=($(compgen -W \"once netstat check-config doctor record\" -- \"$word\"))\n        return\n",
            Completions.Render("bash", Commands),
            StringComparison.Ordinal);
        Assert.Contains("\n    if (( CURRENT == 2 )); then\n        compadd -- once netstat check-config doctor record\n        return\n", Completions.Render("zsh", Commands), StringComparison.Ordinal);
        Assert.StartsWith(
            """
            # fish completion of socket-exporter
            complete -c socket-exporter -n __fish_use_subcommand -f -a once -d 'Take one sample, or N, print the page and exit'
            complete -c socket-exporter -n __fish_use_subcommand -f -a netstat -d 'Show sockets, routes, interfaces as netstat does; netstat --help'
            complete -c socket-exporter -n __fish_use_subcommand -f -a check-config -d 'Show all errors of FILE and of --web.config.file; exit 1 if any'
            complete -c socket-exporter -n __fish_use_subcommand -f -a doctor -d 'Say what it can and can\'t see here, and the mend; exit 1 if limited'
            complete -c socket-exporter -n __fish_use_subcommand -f -a record -d 'Write the kernel\'s answers, under pseudonyms, for --replay'

            """,
            Completions.Render("fish", Commands),
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_values_of_a_flag_are_offered_where_they_are_known()
    {
        Assert.Contains("-A|--protocol) COMPREPLY=($(compgen -W \"inet inet6 unix ip tcpip\" -- \"$word\")); return ;;", Completions.Render("bash", Commands), StringComparison.Ordinal);
        Assert.Contains("'--completion=[Print completions for a shell: bash, zsh or fish]:SHELL:(bash zsh fish)' \\\n", Completions.Render("zsh", Commands), StringComparison.Ordinal);
        Assert.Contains(" -x -l completion -a 'bash zsh fish' -d 'Print", Completions.Render("fish", Commands), StringComparison.Ordinal);
    }

    [Fact]
    public void The_manual_page_shows_every_flag()
    {
        string page = ManualPage.Render();

        Assert.StartsWith(".TH SOCKET\\-EXPORTER\\-NETSTAT 8\n.SH NAME\n", page, StringComparison.Ordinal);
        Assert.Contains(".TP\n\\fB\\-4\\fR, \\fB\\-\\-inet\\fR, \\fB\\-\\-ip\\fR, \\fB\\-\\-tcpip\\fR\nIPv4.\n", page, StringComparison.Ordinal);
        Assert.Equal(NetstatFlags.All.Count, page.Split(".TP\n").Length - 1);
    }
}
