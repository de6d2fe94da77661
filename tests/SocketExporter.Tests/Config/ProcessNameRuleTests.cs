using SocketExporter.Config;

namespace SocketExporter.Tests.Config;

public sealed class ProcessNameRuleTests
{
    [Fact]
    public void A_rule_has_a_name_with_gaps_and_patterns()
    {
        ProcessNameRule rule = ProcessNameRule.Read(@"java-{jar} comm=java cmdline=.*/(?<jar>\w+)[.]jar.*", out IReadOnlyList<string> complaints)!;

        Assert.Empty(complaints);
        Assert.Equal(["jar"], rule.Name.Gaps);
        Assert.Equal([ProcessTrait.Comm, ProcessTrait.CommandLine], rule.Patterns.Select(static pattern => pattern.Trait));
        Assert.Equal(["jar"], rule.Patterns[1].Groups);
    }

    [Theory]
    [InlineData("java", "java", true)]
    [InlineData("java", "javac", false)]
    [InlineData("java|ruby", "ruby", true)]
    [InlineData("java|ruby", "jruby", false)]
    [InlineData("a.*b", "a\nb", true)]
    [InlineData("a", "a\n", false)]
    [InlineData(@"a\x20b", "a b", true)]
    public void A_pattern_fits_the_whole_text(string pattern, string text, bool fits)
        => Assert.Equal(fits, ProcessPattern.Read(ProcessTrait.Comm, pattern, out _)!.Expression.IsMatch(text));

    [Theory]
    [InlineData("", "a name is empty; write one like web or java-{jar}")]
    [InlineData("web", "every process would have the same name; write patterns too, like java-{jar} comm=java cmdline=.*/(?<jar>[a-z]+)[.]jar.*")]
    [InlineData("web comm", "\"comm\" is none of comm=…, exe=…, cmdline=… and cgroup=…; write a name and patterns, with \\x20 for a blank, like java-{jar} comm=java cmdline=.*/(?<jar>[a-z]+)[.]jar.*")]
    [InlineData("web comm=a comm=b", "comm stands there twice; write one pattern, with | between what may fit")]
    [InlineData("web comm=", "a pattern is empty; write a regular expression that fits the whole text, like nginx or .*-jar .*")]
    [InlineData("web comm=a)|(b", "\"a)|(b\" is no regular expression: insufficient opening parentheses at character 2")]
    [InlineData("web comm=[a", "\"[a\" is no regular expression: unterminated bracket at character 2")]
    [InlineData("web comm=(?!a).*", "\"(?!a).*\" looks around, refers back or forbids backtracking, which may take any time; write it without (?=…), (?!…), (?>…), \\1 and the like")]
    [InlineData("{jar", "\"{jar\" has braces that do not close, lie in each other or hold nothing; write a name like web or java-{jar}")]
    [InlineData("{{comm}}", "\"{{comm}}\" has braces that do not close, lie in each other or hold nothing; write a name like web or java-{jar}")]
    [InlineData("a{} comm=a", "\"a{}\" has braces that do not close, lie in each other or hold nothing; write a name like web or java-{jar}")]
    [InlineData("{jar} comm=java", "nothing fills {jar}; write (?<jar>…) in a pattern, or one of {comm}, {exe}, {unit}, {container}, {pod}")]
    [InlineData("{uint}", "nothing fills {uint}; did you mean unit?")]
    [InlineData("{unit} comm=(?<unit>.*)", "a pattern calls a part of the text unit, which means something already; give it another name")]
    [InlineData("{a} comm=(?<a>.*) exe=(?<a>.*)", "two patterns call a part of the text a; give one another name")]
    public void What_is_wrong_is_said_with_its_mend(string text, string expected)
    {
        Assert.Null(ProcessNameRule.Read(text, out IReadOnlyList<string> complaints));
        Assert.Equal([expected], complaints);
    }

    [Fact]
    public void Everything_that_is_wrong_with_a_rule_is_said_and_a_broken_pattern_may_fill_a_gap()
        => Assert.Equal(
            [
                "processes.names at f.yml:3: \"(un\" is no regular expression: insufficient closing parentheses at character 3",
                "processes.names at f.yml:3: \"[\" is no regular expression: unterminated bracket at character 1",
                "processes.names at f.yml:3: nothing fills {nope}; write (?<nope>…) in a pattern, or one of {comm}, {exe}, {unit}, {container}, {pod}",
                "processes.names at f.yml:4: \"(?<jar>\" is no regular expression: insufficient closing parentheses at character 7",
                "unknown key processes.names.com at f.yml:5; did you mean comm?",
                "processes.names at f.yml:5: \"[\" is no regular expression: unterminated bracket at character 1",
                "processes.names at f.yml:6 has the name \"a b\" with a blank; write it without",
                "processes.names at f.yml:6: \"(\" is no regular expression: insufficient closing parentheses at character 1",
                "processes.names at f.yml:7 has a rule without a name; write one under it, like name: web",
                "processes.names at f.yml:7: \"(\" is no regular expression: insufficient closing parentheses at character 1",
            ],
            Parse(
                """
                processes:
                  names:
                    - {name: "x-{nope}", comm: "(un", exe: "["}
                    - {name: "{jar}", cmdline: "(?<jar>"}
                    - {name: "{word}", com: "(?<word>.*)", exe: "["}
                    - {name: a b, comm: (}
                    - {comm: (}
                """).Errors);

    [Fact]
    public void In_the_file_rules_are_a_list_of_mappings_and_patterns_may_hold_blanks()
    {
        FileSettings file = Parse(
            """
            processes:
              names:
                - {name: "java-{jar}", comm: java, cmdline: 'java -jar\ (?<jar>\w+)\.jar'}
                - name: "{unit}"
            """);

        Assert.Empty(file.Errors);
        string[] texts = [.. Assert.Single(file.Values).Texts];
        Assert.Equal([@"java-{jar} comm=java cmdline=java\x20-jar\x20(?<jar>\w+)\.jar", "{unit}"], texts);
        Assert.Matches(ProcessNameRule.Read(texts[0], out _)!.Patterns[1].Expression, "java -jar shop.jar");
    }

    [Fact]
    public void Every_error_in_the_file_has_its_line()
        => Assert.Equal(
            [
                "unknown key processes.names.com at f.yml:3; did you mean comm?",
                "processes.names at f.yml:4 has a rule without a name; write one under it, like name: web",
                "processes.names at f.yml:5 has the name \"a b\" with a blank; write it without",
                "processes.names.comm at f.yml:6 is a list; write a regular expression, like nginx|httpd",
                "processes.names at f.yml:7 has an entry that is a text; write a name and patterns, like {name: \"java-{jar}\", comm: java}",
                "processes.names at f.yml:8: \"(\" is no regular expression: insufficient closing parentheses at character 1",
            ],
            Parse(
                """
                processes:
                  names:
                    - {name: a, com: b}
                    - {comm: b}
                    - {name: a b, comm: b}
                    - {name: a, comm: [b, c]}
                    - a comm=b
                    - {name: a, comm: (}
                """).Errors);

    [Fact]
    public void More_rules_than_are_held_against_a_process_are_refused()
        => Assert.Equal(
            ["processes.names at f.yml:103 is one more than 100 rules; join some with | in their patterns"],
            Parse("processes:\n  names:\n" + string.Concat(Enumerable.Range(1, 102).Select(i => $"    - {{name: n{i}, comm: c{i}}}\n"))).Errors);

    [Fact]
    public void In_the_environment_semicolons_stand_between_rules_and_between_groups_of_peers()
    {
        var warnings = new List<string>();
        List<SettingValue> values = EnvironmentSettings.Read(
            TestSettings.Table,
            new Dictionary<string, string>
            {
                ["SOCKET_EXPORTER_PROCESSES_NAMES"] = "a comm=x{1,2}; {unit}",
                ["SOCKET_EXPORTER_PEERS"] = "a cidr=10.0.0.0/8,fd00::/8; b port=1,2",
            },
            warnings);

        Assert.Empty(warnings);
        Assert.Equal([["a cidr=10.0.0.0/8,fd00::/8", "b port=1,2"], ["a comm=x{1,2}", "{unit}"]], values.Select(static value => value.Texts));
    }

    private static FileSettings Parse(string text) => YamlSettings.Parse(TestSettings.Table, text, "f.yml");
}
