using SocketExporter.Config;

namespace SocketExporter.Tests.Config;

public sealed class InterfacePatternTests
{
    [Theory]
    [InlineData("veth*", "veth0a1b", true)]
    [InlineData("veth*", "veth", true)]
    [InlineData("veth*", "Veth0", false)]
    [InlineData("veth*", "xveth0", false)]
    [InlineData("eth0", "eth0", true)]
    [InlineData("eth0", "eth01", false)]
    [InlineData("eth0.*", "eth0.100", true)]
    [InlineData("eth0.*", "eth01100", false)]
    [InlineData("eth?", "eth7", true)]
    [InlineData("eth?", "eth", false)]
    [InlineData("*.1?", "eth0.12", true)]
    [InlineData("*.1?", "eth0.2", false)]
    [InlineData("*a*b*", "xxaxxbxx", true)]
    [InlineData("*a*b*", "xxbxxaxx", false)]
    [InlineData("*", "lo", true)]
    public void A_star_is_anything_and_a_question_mark_one_character(string pattern, string name, bool fits)
    {
        Assert.Equal(fits, new InterfacePattern(pattern).Fits(name));
    }

    [Fact]
    public void A_wrong_pattern_is_no_pattern()
    {
        Assert.Throws<ArgumentException>(() => new InterfacePattern("eth[0]"));
    }

    [Fact]
    public void Patterns_come_from_flags_with_commas_or_given_again()
    {
        ExporterOptions options = TestSettings.Load([TestSettings.Flag("interfaces.include", "docker0,br-*", "vnet7"), TestSettings.Flag("interfaces.exclude", "*")]).Options!;

        Assert.Equal(["docker0", "br-*", "vnet7"], options.InterfacesInclude.Select(static pattern => pattern.ToString()));
        Assert.Equal(["*"], options.InterfacesExclude.Select(static pattern => pattern.ToString()));
    }

    [Fact]
    public void Without_a_setting_the_names_that_are_made_by_the_hundred_are_excluded()
    {
        ExporterOptions options = TestSettings.Load().Options!;

        Assert.Empty(options.InterfacesInclude);
        Assert.Equal(
            ["veth*", "cali*", "lxc*", "cilium_*", "tap*", "vnet*", "br-*", "docker*", "kube-ipvs*", "nodelocaldns*"],
            options.InterfacesExclude.Select(static pattern => pattern.ToString()));
    }

    [Fact]
    public void A_list_in_the_file_is_patterns_and_a_wrong_one_is_named_with_its_line()
    {
        Assert.Equal(
            ["interfaces.exclude at f.yml:3: \"wg[0]\" holds the character '['; write * for anything and ? for one character, like eth*"],
            YamlSettings.Parse(TestSettings.Table, "interfaces:\n  include: docker0\n  exclude: [veth*, 'wg[0]']\n", "f.yml").Errors);
    }

    [Fact]
    public void A_variable_holds_patterns_with_commas_between_them()
    {
        var environment = new Dictionary<string, string> { ["SOCKET_EXPORTER_INTERFACES_EXCLUDE"] = "wg*, tun?" };

        Assert.Equal(["wg*", "tun?"], TestSettings.Load(environment: environment).Options!.InterfacesExclude.Select(static pattern => pattern.ToString()));
    }
}
