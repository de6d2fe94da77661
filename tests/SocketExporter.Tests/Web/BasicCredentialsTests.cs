using SocketExporter.Web;

namespace SocketExporter.Tests.Web;

public sealed class BasicCredentialsTests
{
    [Theory]
    [InlineData("Basic YTpi", "a", "b")]
    [InlineData("basic  YTpi ", "a", "b")]
    [InlineData("Basic YTpiOmM=", "a", "b:c")]
    [InlineData("Basic Og==", "", "")]
    [InlineData("Basic w6Q6w7Y=", "ä", "ö")]
    public void Name_and_password_stand_around_the_first_colon(string header, string user, string password)
        => Assert.Equal(new BasicCredentials(user, password), BasicCredentials.Read(header));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Basic")]
    [InlineData("Basic ")]
    [InlineData("Basic YWI=")]
    [InlineData("Basic !!!!")]
    [InlineData("Basic YTpi=")]
    [InlineData("Bearer YTpi")]
    [InlineData("YTpi")]
    public void Anything_else_names_nobody(string? header) => Assert.Null(BasicCredentials.Read(header));
}
