using SocketExporter.Config;
using SocketExporter.Web;

namespace SocketExporter.Tests.Web;

public sealed class OpenDoorsTests
{
    private const string Users = "basic_auth_users: {a: $2b$10$J7uhdhVeBxZ6ir/1blLAcO57a1fP430YxZGYh4ECMv8LnfeiiLHRC}";

    [Theory]
    [InlineData(":10105")]
    [InlineData("0.0.0.0:10105")]
    [InlineData("[fe80::1]:10105")]
    [InlineData("192.0.2.1:10105")]
    public void An_address_that_others_reach_is_warned_of(string address)
        => Assert.Equal(
            [$"whoever reaches {address} can read everything, unencrypted; set TLS or passwords with --web.config.file, or listen on 127.0.0.1 only (--web.listen-address)"],
            OpenDoors.Of(Addresses(address, "127.0.0.1:1"), web: null));

    [Theory]
    [InlineData("127.0.0.1:10105")]
    [InlineData("127.8.9.1:10105")]
    [InlineData("[::1]:10105")]
    [InlineData("localhost:10105")]
    [InlineData("unix:/run/x")]
    public void One_that_only_this_host_reaches_is_not(string address)
    {
        Assert.Empty(OpenDoors.Of(Addresses(address), web: null));
        Assert.Empty(OpenDoors.Of(Addresses(address), Web(Users)));
    }

    [Fact]
    public void A_web_configuration_that_closes_nothing_does_not_silence_it()
        => Assert.Single(OpenDoors.Of(Addresses(":1"), Web("rate_limit: {interval: 1s, burst: 1}")));

    [Fact]
    public void Passwords_without_encryption_are_warned_of()
        => Assert.Equal(
            ["passwords come to :1, 0.0.0.0:2 unencrypted; add tls_server_config to the web configuration, or listen on 127.0.0.1 only"],
            OpenDoors.Of(Addresses(":1", "0.0.0.0:2"), Web(Users)));

    [Fact]
    public void Encryption_is_enough() => Assert.Empty(OpenDoors.Of(Addresses(":1"), Web("tls_server_config: {cert_file: a, key_file: b}")));

    private static List<ListenAddress> Addresses(params string[] texts) => [.. texts.Select(static text => ListenAddress.Read(text, out _)!)];

    private static WebConfiguration Web(string text) => WebConfigurationText.Parse(text, "web.yml", [])!;
}
