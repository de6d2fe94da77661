using SocketExporter.Config;

namespace SocketExporter.Tests.Config;

public sealed class SettingTextTests
{
    [Theory]
    [InlineData("web.listen-address", ":10105")]
    [InlineData("web.telemetry-path", "/metrics")]
    [InlineData("web.telemetry-path", "/node-1/socket.metrics_v1~")]
    [InlineData("web.telemetry-path", "/-metrics")]
    [InlineData("sampling.interval", "100ms")]
    [InlineData("sampling.interval", "1h")]
    [InlineData("sampling.cpu-budget", "0.001")]
    [InlineData("sampling.cpu-budget", ".5")]
    [InlineData("sampling.cpu-budget", "1")]
    [InlineData("web.max-requests", "0")]
    [InlineData("web.max-requests", "10000")]
    [InlineData("interfaces.include", "*")]
    [InlineData("interfaces.include", "docker0")]
    [InlineData("interfaces.exclude", "veth*, br-?????")]
    [InlineData("interfaces.exclude", "abcdefghijklmn?*")]
    [InlineData("path.procfs", "/host/proc")]
    [InlineData("path.procfs", "proc")]
    [InlineData("log.level", "debug")]
    [InlineData("log.format", "json")]
    [InlineData("collector.tcp", "true")]
    [InlineData("collector.tcp", "False")]
    [InlineData("collector.tcp", "1")]
    [InlineData("collector.tcp", "0")]
    public void A_good_value_has_no_complaint(string name, string text)
    {
        Assert.Empty(SettingText.Complaints(TestSettings.Table.Find(name)!, text));
    }

    [Theory]
    [InlineData("sampling.interval", "5", "\"5\" is no duration; write a number and a unit, like 250ms, 5s or 1m30s")]
    [InlineData("sampling.interval", "99ms", "\"99ms\" is out of range; write a duration from 100ms to 1h")]
    [InlineData("sampling.interval", "1h1ms", "\"1h1ms\" is out of range; write a duration from 100ms to 1h")]
    [InlineData("sampling.interval", "0", "\"0\" is out of range; write a duration from 100ms to 1h")]
    [InlineData("sampling.cpu-budget", "5%", "\"5%\" is no number of cores; write a decimal number from 0.001 to 1, like 0.05")]
    [InlineData("sampling.cpu-budget", "-1", "\"-1\" is out of range; write a number of cores from 0.001 to 1")]
    [InlineData("sampling.cpu-budget", "NaN", "\"NaN\" is no number of cores; write a decimal number from 0.001 to 1, like 0.05")]
    [InlineData("sampling.cpu-budget", "1e-2", "\"1e-2\" is no number of cores; write a decimal number from 0.001 to 1, like 0.05")]
    [InlineData("sampling.cpu-budget", "0", "\"0\" is out of range; write a number of cores from 0.001 to 1")]
    [InlineData("sampling.cpu-budget", "1.001", "\"1.001\" is out of range; write a number of cores from 0.001 to 1")]
    [InlineData("web.max-requests", "", "\"\" is no whole number; write a number from 0 to 10000")]
    [InlineData("web.max-requests", "-1", "\"-1\" is out of range; write a number from 0 to 10000")]
    [InlineData("web.max-requests", "-", "\"-\" is no whole number; write a number from 0 to 10000")]
    [InlineData("sampling.cpu-budget", "+1", "\"+1\" is no number of cores; write a decimal number from 0.001 to 1, like 0.05")]
    [InlineData("sampling.cpu-budget", "-", "\"-\" is no number of cores; write a decimal number from 0.001 to 1, like 0.05")]
    [InlineData("sampling.interval", "-5s", "\"-5s\" is out of range; write a duration from 100ms to 1h")]
    [InlineData("listeners.expected", "tcp/22,udp/53", "\"tcp/22,udp/53\" holds a comma; write each listener by itself: an entry of the list in the file, or a flag")]
    [InlineData("web.max-requests", "1.5", "\"1.5\" is no whole number; write a number from 0 to 10000")]
    [InlineData("web.max-requests", "10001", "\"10001\" is out of range; write a number from 0 to 10000")]
    [InlineData("web.max-requests", "99999999999", "\"99999999999\" is out of range; write a number from 0 to 10000")]
    [InlineData("interfaces.include", "", "a pattern is empty; write names with * and ?, like veth*, and commas between them")]
    [InlineData("interfaces.exclude", "veth*,", "a pattern is empty; write names with * and ?, like veth*, and commas between them")]
    [InlineData("interfaces.exclude", "eth[0-9]", "\"eth[0-9]\" holds the character '['; write * for anything and ? for one character, like eth*")]
    [InlineData("interfaces.exclude", "lo,^veth.*$", "\"^veth.*$\" holds the character '^'; write * for anything and ? for one character, like eth*")]
    [InlineData("interfaces.exclude", "a b", "\"a b\" holds a blank or a control character; write * for anything and ? for one character, like eth*")]
    [InlineData("interfaces.exclude", "abcdefghijklmnop*", "\"abcdefghijklmnop*\" fits no interface, as names have at most 15 characters; shorten it or put a * in")]
    [InlineData("path.procfs", "", "the path is empty; write a path")]
    [InlineData("path.procfs", "/pr\0oc", "the path holds a control character; remove it")]
    [InlineData("web.telemetry-path", "metrics", "\"metrics\" does not begin with a slash; write a path like /metrics")]
    [InlineData("web.telemetry-path", "/{x}", "\"/{x}\" holds the character '{'; write letters, digits and -._~ between slashes")]
    [InlineData("web.telemetry-path", "/metrics?x", "\"/metrics?x\" holds the character '?'; write letters, digits and -._~ between slashes")]
    [InlineData("web.telemetry-path", "/", "\"/\" has an empty or dotted part; write a path like /metrics")]
    [InlineData("web.telemetry-path", "/a/../b", "\"/a/../b\" has an empty or dotted part; write a path like /metrics")]
    [InlineData("web.telemetry-path", "/metrics/", "\"/metrics/\" has an empty or dotted part; write a path like /metrics")]
    [InlineData("web.telemetry-path", "/-/healthy", "\"/-/healthy\" lies under /-/, which serves health and readiness; write a path like /metrics")]
    [InlineData("log.level", "warning", "\"warning\" is not known; write debug, info, warn or error")]
    [InlineData("log.level", "eror", "\"eror\" is not known; did you mean error?")]
    [InlineData("log.format", "xml", "\"xml\" is not known; write text or json")]
    [InlineData("collector.tcp", "yes", "\"yes\" is neither true nor false; write true, false, 1 or 0")]
    [InlineData("collector.tcp", "", "\"\" is neither true nor false; write true, false, 1 or 0")]
    [InlineData("web.listen-address", "10105", "\"10105\" has no colon before the port; write :10105")]
    public void A_bad_value_is_named_with_its_mend(string name, string text, string complaint)
    {
        Assert.Equal([complaint], SettingText.Complaints(TestSettings.Table.Find(name)!, text));
    }

    [Fact]
    public void What_is_wrong_with_the_list_is_said_beside_what_is_wrong_in_it()
        => Assert.Equal(
            [
                "--interfaces.exclude: \"a/b\" holds the character '/'; write * for anything and ? for one character, like eth*",
                "--interfaces.exclude: \"c:\" holds the character ':'; write * for anything and ? for one character, like eth*",
                "--interfaces.exclude: \"lo\" is named twice; keep one",
                "--interfaces.exclude: \"eth*\" is named twice; keep one",
            ],
            SettingText.Complaints(TestSettings.Flag("interfaces.exclude", "lo", "a/b,c:", "eth*", "lo", "eth*")));

    [Fact]
    public void An_address_named_twice_is_refused()
    {
        Assert.Equal(
            ["--web.listen-address: \":1\" is named twice; keep one"],
            SettingText.Complaints(TestSettings.Flag("web.listen-address", ":1", ":2", ":1")));
    }
}
