using SocketExporter.Config;
using SocketExporter.Sampling;

namespace SocketExporter.Tests.Sampling;

public sealed class InterfaceFilterTests
{
    [Theory]
    [InlineData("veth0a1b2c", true)]
    [InlineData("cali123", true)]
    [InlineData("br-1a2b3c", true)]
    [InlineData("docker0", true)]
    [InlineData("br0", false)]
    [InlineData("eth0", false)]
    [InlineData("lo", false)]
    [InlineData("wg0", false)]
    public void Interfaces_that_are_made_by_the_hundred_are_folded(string name, bool folded)
    {
        Assert.Equal(folded, InterfaceFilter.Default.IsFolded(name));
    }

    [Theory]
    [InlineData("docker0", false)]
    [InlineData("docker1", true)]
    [InlineData("eth0", false)]
    [InlineData("wg0", true)]
    public void What_is_included_is_shown_although_it_is_excluded(string name, bool folded)
    {
        var filter = new InterfaceFilter([new InterfacePattern("docker0")], [new InterfacePattern("docker*"), new InterfacePattern("wg?")]);

        Assert.Equal(folded, filter.IsFolded(name));
    }

    [Fact]
    public void To_include_all_excludes_nothing()
    {
        Assert.False(new InterfaceFilter([new InterfacePattern("*")], [new InterfacePattern("*")]).IsFolded("veth0"));
    }
}
