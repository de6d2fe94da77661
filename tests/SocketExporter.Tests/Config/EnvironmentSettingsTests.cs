using SocketExporter.Config;

namespace SocketExporter.Tests.Config;

public sealed class EnvironmentSettingsTests
{
    [Fact]
    public void Variables_are_read_and_lists_are_separated_by_commas()
    {
        var (values, warnings) = Read(
            ("SOCKET_EXPORTER_WEB_LISTEN_ADDRESS", ":1, [::1]:2"),
            ("SOCKET_EXPORTER_COLLECTOR_TCP", "0"),
            ("SOCKET_EXPORTER_LOG_LEVEL", "warn"),
            ("PATH", "/bin"),
            ("socket_exporter_log_level", "debug"));
        Assert.Equal(
            [
                "SOCKET_EXPORTER_COLLECTOR_TCP = 0",
                "SOCKET_EXPORTER_LOG_LEVEL = warn",
                "SOCKET_EXPORTER_WEB_LISTEN_ADDRESS = :1|[::1]:2",
            ],
            values);
        Assert.Empty(warnings);
    }

    [Fact]
    public void An_empty_variable_counts_as_not_set()
    {
        var (values, warnings) = Read(("SOCKET_EXPORTER_LOG_LEVEL", ""));
        Assert.Empty(values);
        Assert.Empty(warnings);
    }

    [Fact]
    public void An_unknown_variable_is_a_warning_with_the_nearest_name()
    {
        var (values, warnings) = Read(("SOCKET_EXPORTER_LOG_LEVLE", "warn"), ("SOCKET_EXPORTER_NONSENSE", "1"));
        Assert.Empty(values);
        Assert.Equal(
            [
                "unknown environment variable SOCKET_EXPORTER_LOG_LEVLE is ignored; did you mean SOCKET_EXPORTER_LOG_LEVEL?",
                "unknown environment variable SOCKET_EXPORTER_NONSENSE is ignored; see socket-exporter --help",
            ],
            warnings);
    }

    [Theory]
    [InlineData("SOCKET_EXPORTER_SERVICE_HOST")]
    [InlineData("SOCKET_EXPORTER_SERVICE_PORT")]
    [InlineData("SOCKET_EXPORTER_SERVICE_PORT_METRICS")]
    [InlineData("SOCKET_EXPORTER_SERVICE_PORT_HTTP_METRICS")]
    [InlineData("SOCKET_EXPORTER_PORT")]
    [InlineData("SOCKET_EXPORTER_PORT_10105_TCP")]
    [InlineData("SOCKET_EXPORTER_PORT_10105_TCP_PROTO")]
    [InlineData("SOCKET_EXPORTER_PORT_10105_TCP_PORT")]
    [InlineData("SOCKET_EXPORTER_PORT_10105_TCP_ADDR")]
    [InlineData("SOCKET_EXPORTER_PORT_53_UDP")]
    [InlineData("SOCKET_EXPORTER_HEADLESS_SERVICE_HOST")]
    [InlineData("SOCKET_EXPORTER_HEADLESS_PORT_10105_TCP_ADDR")]
    public void What_kubernetes_injects_for_a_service_is_ignored_in_silence(string name)
    {
        var (values, warnings) = Read((name, "tcp://10.0.0.1:10105"));
        Assert.Empty(values);
        Assert.Empty(warnings);
    }

    [Theory]
    [InlineData("SOCKET_EXPORTER_WEB_PORTS")]
    [InlineData("SOCKET_EXPORTER_PORT_X_TCP")]
    [InlineData("SOCKET_EXPORTER_SERVICE")]
    public void What_only_looks_like_a_service_is_a_warning(string name)
    {
        Assert.Single(Read((name, "1")).Warnings);
    }

    private static (IEnumerable<string> Values, List<string> Warnings) Read(params (string Name, string Text)[] variables)
    {
        var warnings = new List<string>();
        var values = EnvironmentSettings.Read(TestSettings.Table, variables.ToDictionary(pair => pair.Name, pair => pair.Text), warnings);
        return (values.Select(value => $"{value.Subject} = {string.Join('|', value.Texts)}"), warnings);
    }
}
