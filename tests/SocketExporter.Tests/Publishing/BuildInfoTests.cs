using SocketExporter.Publishing;

namespace SocketExporter.Tests.Publishing;

public sealed class BuildInfoTests
{
    [Theory]
    [InlineData("0.1.0+1e56a0b", "0.1.0", "1e56a0b")]
    [InlineData("0.1.0", "0.1.0", "<unknown>")]
    [InlineData("", "<unknown>", "<unknown>")]
    public void The_version_and_the_revision_stand_on_either_side_of_the_plus(string informational, string version, string revision)
        => Assert.Equal(new BuildInfo(version, revision, "10.0.0"), BuildInfo.Parse(informational, "10.0.0"));
}
