using CsCheck;
using SocketExporter.Config;

namespace SocketExporter.Tests.Config;

public sealed class YamlSettingsTests
{
    [Fact]
    public void A_file_of_every_shape_is_read_with_its_lines()
    {
        var file = YamlSettings.Parse(
            TestSettings.Table,
            """
            # a comment
            web:
              listen-address: [":10105", "unix:/run/x.sock"]
              telemetry-path: "/m"
            sampling: {interval: 10s, cpu-budget: 0.1}
            collector:
              tcp: false
              tcp-flows: true
            path:
            log:
              level: debug
            """,
            "config.yml");
        Assert.Empty(file.Errors);
        Assert.Equal(
            [
                "web.listen-address at config.yml:3 = :10105 unix:/run/x.sock",
                "web.telemetry-path at config.yml:4 = /m",
                "sampling.interval at config.yml:5 = 10s",
                "sampling.cpu-budget at config.yml:5 = 0.1",
                "collector.tcp at config.yml:7 = false",
                "collector.tcp-flows at config.yml:8 = true",
                "log.level at config.yml:11 = debug",
            ],
            file.Values.Select(value => $"{value.Subject} = {string.Join(' ', value.Texts)}"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    [InlineData("# nothing\n")]
    [InlineData("---\n")]
    [InlineData("---\n...\n")]
    [InlineData("~")]
    [InlineData("{}")]
    [InlineData("sampling:\nweb:\n")]
    public void A_file_without_settings_is_fine(string text)
    {
        var file = YamlSettings.Parse(TestSettings.Table, text, "config.yml");
        Assert.Empty(file.Errors);
        Assert.Empty(file.Values);
    }

    [Fact]
    public void One_address_needs_no_list()
    {
        var file = YamlSettings.Parse(TestSettings.Table, "web: {listen-address: ':1'}", "config.yml");
        Assert.Empty(file.Errors);
        Assert.Equal([":1"], Assert.Single(file.Values).Texts);
    }

    [Theory]
    [InlineData("web: {listen-address: ':1, [::1]:2'}", ":1 [::1]:2")]
    [InlineData("interfaces: {exclude: 'veth*,cali*'}", "veth* cali*")]
    [InlineData("listeners: {expected: 'tcp/22,udp/53'}", "tcp/22 udp/53")]
    [InlineData("listeners: {allowed: 'tcp/8000-8010, tcp/loopback:*'}", "tcp/8000-8010 tcp/loopback:*")]
    public void One_text_is_the_list_that_an_environment_variable_would_hold(string text, string values)
    {
        var file = YamlSettings.Parse(TestSettings.Table, text, "config.yml");
        Assert.Empty(file.Errors);
        Assert.Equal(values, string.Join(' ', Assert.Single(file.Values).Texts));
    }

    [Theory]
    [InlineData("\n\nsampling: {intervall: 5s}", "unknown key sampling.intervall at config.yml:3; did you mean sampling.interval?")]
    [InlineData("smapling: {interval: 5s}", "unknown key smapling at config.yml:1; did you mean sampling?")]
    [InlineData("collector: {tpc: true}", "unknown key collector.tpc at config.yml:1; did you mean collector.tcp?")]
    [InlineData("nonsense: 1", "unknown key nonsense at config.yml:1; known here: collector, interfaces, listeners, log, path, peers, processes, sampling, stuck, web")]
    [InlineData("log: {colour: red}", "unknown key log.colour at config.yml:1; known here: format, level, stuck-per-minute")]
    [InlineData("sampling.interval: 5s", "sampling.interval at config.yml:1 is written with dots; nest it, like sampling: {interval: …}")]
    [InlineData("sampling:\n  interval: 1s\n  interval: 2s", "sampling.interval at config.yml:3 was given before at config.yml:2; keep one of them")]
    [InlineData("log: {level: info}\nlog: {level: warn}", "log at config.yml:2 was given before at config.yml:1; keep one of them")]
    [InlineData("sampling: {interval: [5s]}", "sampling.interval at config.yml:1 is a list; write a duration from 100ms to 1h, like 250ms, 5s or 1m30s")]
    [InlineData("sampling: {cpu-budget: {a: b}}", "sampling.cpu-budget at config.yml:1 is a mapping; write a number of cores from 0.001 to 1, like 0.05")]
    [InlineData("web: {listen-address: {a: b}}", "web.listen-address at config.yml:1 is a mapping; write an address, like :10105, or a list of them")]
    [InlineData("web: {listen-address: []}", "web.listen-address at config.yml:1 is an empty list; write an address, like :10105, or a list of them")]
    [InlineData("web:\n  listen-address:\n    - ':1'\n    - [':2']", "web.listen-address at config.yml:4 has an entry that is no text; write an address, like :10105, or a list of them")]
    [InlineData("web:\n  listen-address:\n    -\n", "web.listen-address at config.yml:3 has an entry that is no text; write an address, like :10105, or a list of them")]
    [InlineData("web: {telemetry-path: }", "web.telemetry-path at config.yml:1 has no value; write a path that begins with a slash, like /metrics")]
    [InlineData("path:\n  procfs:\n", "path.procfs at config.yml:2 has no value; write a path")]
    [InlineData("log: {level: ~}", "log.level at config.yml:1 has no value; write debug, info, warn or error")]
    [InlineData("collector: {tcp: null}", "collector.tcp at config.yml:1 has no value; write true or false")]
    [InlineData("sampling: 5s", "sampling at config.yml:1 is a group of settings and takes no value itself; put one of these under it: cpu-budget, interval, listener-interval, listener-peak-window")]
    [InlineData("log: [level]", "log at config.yml:1 is a group of settings and takes no value itself; put one of these under it: format, level, stuck-per-minute")]
    [InlineData("config: {file: x}", "config.file at config.yml:1 has no effect in a file; use --config.file or SOCKET_EXPORTER_CONFIG_FILE")]
    [InlineData("web:\n  config.file: web.yml", "web.config.file at config.yml:2 has no effect in a file; use --web.config.file or SOCKET_EXPORTER_WEB_CONFIG_FILE")]
    [InlineData("config.file: x", "config.file at config.yml:1 has no effect in a file; use --config.file or SOCKET_EXPORTER_CONFIG_FILE")]
    [InlineData("sampling: {interval: &x 5s}", "the anchor &x at config.yml:1 is not supported; remove it")]
    [InlineData("&x sampling: {interval: 5s}", "the anchor &x at config.yml:1 is not supported; remove it")]
    [InlineData("sampling: {interval: !!str 5s}", "the tag tag:yaml.org,2002:str at config.yml:1 is not supported; remove it")]
    [InlineData("? [a]\n: b\n", "the key at config.yml:1 is no word; write the name of a setting")]
    [InlineData("log: {level: info}\n---\nlog: {level: warn}", "a second document begins at config.yml:2; keep one")]
    [InlineData("- a\n- b", "config.yml:1 holds no mapping; write keys and values, like sampling: {interval: 5s}")]
    [InlineData("\njust a text", "config.yml:2 holds no mapping; write keys and values, like sampling: {interval: 5s}")]
    [InlineData("sampling: {interval: soon}", "sampling.interval at config.yml:1: \"soon\" is no duration; write a number and a unit, like 250ms, 5s or 1m30s")]
    [InlineData("web: {listen-address: [':1', ':1']}", "web.listen-address at config.yml:1: \":1\" is named twice; keep one")]
    public void One_error_names_the_culprit_its_line_and_the_mend(string text, string error)
    {
        Assert.Equal([error], YamlSettings.Parse(TestSettings.Table, text, "config.yml").Errors);
    }

    [Fact]
    public void An_entry_that_stands_there_twice_is_told_of_a_list_with_a_wrong_one()
        => Assert.Equal(
            [
                "listeners.expected at config.yml:2: \"tcp/22\" is named twice; keep one",
                "listeners.expected at config.yml:3: \"tcp/0\" does not end in a port; write a number from 1 to 65535",
            ],
            Errors("listeners:\n  expected:\n    - tcp/0\n    - tcp/22\n    - tcp/22\n"));

    [Fact]
    public void An_alias_is_refused_and_never_expanded()
    {
        Assert.Equal(
            [
                "the anchor &a at config.yml:1 is not supported; remove it",
                "the alias *a at config.yml:2 is not supported; write the value out",
                "the alias *a at config.yml:3 is not supported; write the value out",
            ],
            Errors("path: {procfs: &a /x}\nlog: {level: *a }\nweb: {listen-address: [':1', *a ]}"));
    }

    [Fact]
    public void An_alias_in_the_place_of_a_group_is_refused()
    {
        Assert.Equal(
            [
                "the anchor &a at config.yml:1 is not supported; remove it",
                "the alias *a at config.yml:2 is not supported; write the value out",
            ],
            Errors("path: &a {procfs: /x}\nlog: *a"));
    }

    [Fact]
    public void All_errors_of_a_file_are_shown_at_once_in_the_order_of_its_lines()
    {
        Assert.Equal(
            [
                "sampling.interval at config.yml:2: \"5\" is no duration; write a number and a unit, like 250ms, 5s or 1m30s",
                "unknown key sampling.cpu_budget at config.yml:3; did you mean sampling.cpu-budget?",
                "log.level at config.yml:5: \"loud\" is not known; write debug, info, warn or error",
                "YAML syntax error at config.yml:7: While scanning for the next token, found character that cannot start any token; correct that line or the ones beside it",
            ],
            Errors("sampling:\n  interval: 5\n  cpu_budget: 1\nlog:\n  level: loud\n  format: text\n@\n"));
    }

    [Theory]
    [InlineData("log:\n  format: [text\nx: y\n")]
    [InlineData("log: !!str]")]
    [InlineData("\n    : \t\\")]
    [InlineData("sampling: {interval: 5s")]
    [InlineData("sampling:\n\tinterval: 5s")]
    [InlineData("a: b: c")]
    [InlineData("log: \"")]
    [InlineData("@")]
    [InlineData("%YAML 9.9\n---\n")]
    [InlineData("path: *undefined")]
    [InlineData("log: {level: info}\n]")]
    public void Broken_yaml_is_an_error_and_no_exception(string text)
    {
        Assert.NotEmpty(Errors(text));
    }

    [Fact]
    public void A_slip_of_the_yaml_reader_itself_is_an_error_with_the_last_good_line()
    {
        Assert.Contains("YAML syntax error after config.yml:2; correct the lines that follow", Errors("log:\n  format: [text\nx: y\n"));
    }

    [Fact]
    public void An_empty_key_is_no_word()
    {
        Assert.Equal(["the key at config.yml:1 is no word; write the name of a setting"], Errors("{: 1}"));
    }

    [Fact]
    public void Deep_nesting_is_refused_before_it_costs_anything()
    {
        const string tooDeep = "YAML syntax error at config.yml:1: Nested more than 32 levels deep; correct that line or the ones beside it";
        Assert.Contains(tooDeep, Errors("x: " + new string('[', 1_000_000)));
        Assert.Contains(tooDeep, Errors(string.Concat(Enumerable.Repeat("{a: ", 250_000))));
    }

    [Fact]
    public void No_text_throws()
    {
        string[] pieces =
        [
            "sampling", "interval", "web", "listen-address", ":", ": ", "{", "}", "[", "]", "&a", "*a", "!", "!!str", "?", "|", ">", "- ", "#", "%TAG", "@", "\"", "'", ",",
            "5s", "\\", "---", "...", "\n", "\n  ", "\n    ", "\r", "\t", " ", "\u2028", "é", "<<",
        ];
        Gen.Int[0, pieces.Length - 1].Select(index => pieces[index]).Array[1, 25].Sample(
            words => YamlSettings.Parse(TestSettings.Table, string.Concat(words), "x") is not null, iter: 10_000);
    }

    private static IReadOnlyList<string> Errors(string text) => YamlSettings.Parse(TestSettings.Table, text, "config.yml").Errors;
}
