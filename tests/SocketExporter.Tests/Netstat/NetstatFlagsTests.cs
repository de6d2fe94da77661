using SocketExporter.Netstat;

namespace SocketExporter.Tests.Netstat;

public sealed class NetstatFlagsTests
{
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
        string script = Completions.Render(shell);

        foreach (NetstatFlag flag in NetstatFlags.All)
        {
            Assert.All(flag.Names, name => Assert.Contains(shell == "fish" ? $" -l {name}" : $"--{name}", script, StringComparison.Ordinal));
            Assert.True(flag.Letter is not { } letter || script.Contains(shell == "fish" ? $" -s {letter} " : $"-{letter}", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void The_values_of_a_flag_are_offered_where_they_are_known()
    {
        Assert.Contains("-A|--protocol) COMPREPLY=($(compgen -W \"inet inet6 unix ip tcpip\" -- \"$word\")); return ;;", Completions.Render("bash"), StringComparison.Ordinal);
        Assert.Contains("'--completion[Print completions for a shell: bash, zsh or fish]:SHELL:(bash zsh fish)' \\\n", Completions.Render("zsh"), StringComparison.Ordinal);
        Assert.Contains(" -x -l completion -a 'bash zsh fish' -d 'Print", Completions.Render("fish"), StringComparison.Ordinal);
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
