using SocketExporter.Web;

namespace SocketExporter.Tests.Web;

public sealed class KestrelLimitsTests
{
    [Theory]
    [InlineData(int.MaxValue, 256)]
    [InlineData(1024, 256)]
    [InlineData(320, 80)]
    [InlineData(64, 16)]
    [InlineData(3, 1)]
    public void Clients_get_a_quarter_of_the_file_descriptors_and_256_at_most(int descriptors, int connections)
        => Assert.Equal(connections, KestrelLimits.ConnectionsWithin(descriptors));
}
