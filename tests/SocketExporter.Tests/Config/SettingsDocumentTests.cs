using SocketExporter.Config;

namespace SocketExporter.Tests.Config;

public sealed class SettingsDocumentTests
{
    /// <summary>The table the program itself uses.</summary>
    private static SettingsTable Table => Program.Settings;

    [Fact]
    public void The_document_of_settings_is_the_one_the_code_generates()
    {
        Golden.Check("docs/settings.md", SettingsDocument.Render(Table));
    }

    [Fact]
    public void A_row_says_value_default_environment_release_and_sentence()
    {
        string[] lines = SettingsDocument.Render(TestSettings.Table).Split('\n');
        Assert.Contains(
            "| `sampling.interval` | duration, `100ms` to `1h` | `5s` | `SOCKET_EXPORTER_SAMPLING_INTERVAL` | 0.1.0 | Time from the start of one sample to the start of the next. |",
            lines);
        Assert.Contains(
            "| `config.file` | path | none | `SOCKET_EXPORTER_CONFIG_FILE` | 0.1.0 | YAML file with settings; flags and environment variables go before it. Flag and environment only. |",
            lines);
        Assert.Contains("| `collector.tcp-flows` | switch | `false` | `SOCKET_EXPORTER_COLLECTOR_TCP_FLOWS` | 0.1.0 | Bytes by service port. |", lines);
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 2)]
    public void The_example_files_of_the_document_are_good_files(int number, int values)
    {
        string document = SettingsDocument.Render(Table);
        string example = document.Split("```yaml\n")[number].Split("```")[0];
        var file = YamlSettings.Parse(Table, example, "example.yml");
        Assert.Empty(file.Errors);
        Assert.Equal(values, file.Values.Count);
    }

    [Fact]
    public void A_drifted_file_is_named_with_its_first_different_line()
    {
        Assert.Equal("from line 2:\n- b\n+ c", Golden.Difference("a\nb\n", "a\nc\n"));
        Assert.Equal("from line 2:\n- (end)\n+ b", Golden.Difference("a", "a\nb"));
        Assert.Null(Golden.Difference("a\n", "a\n"));
    }
}
