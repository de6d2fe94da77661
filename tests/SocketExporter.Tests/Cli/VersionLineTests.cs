using SocketExporter.Cli;
using SocketExporter.Publishing;

namespace SocketExporter.Tests.Cli;

public sealed class VersionLineTests
{
    [Theory]
    [InlineData("0.1.0+0123abc", "socket-exporter 0.1.0 (revision 0123abc, .NET 10.0.1, linux-x64)")]
    [InlineData("0.1.0", "socket-exporter 0.1.0 (.NET 10.0.1, linux-x64)")]
    public void The_revision_is_named_where_it_is_known(string informationalVersion, string line)
    {
        Assert.Equal(line, VersionLine.Render(BuildInfo.Parse(informationalVersion, "10.0.1"), ".NET 10.0.1", "linux-x64"));
    }
}
