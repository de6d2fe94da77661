using Serilog.Events;
using Serilog.Formatting.Display;
using Serilog.Parsing;
using SocketExporter.Web;

namespace SocketExporter.Tests.Web;

/// <summary>How lines of the log look, as text and as objects.</summary>
public sealed class DaemonLogTests
{
    [Theory]
    [InlineData(LogEventLevel.Debug, "DEBUG")]
    [InlineData(LogEventLevel.Information, "INFO")]
    [InlineData(LogEventLevel.Warning, "WARN")]
    [InlineData(LogEventLevel.Error, "ERROR")]
    [InlineData(LogEventLevel.Fatal, "FATAL")]
    public void Levels_are_spelled_as_people_search_for_them(LogEventLevel level, string word)
    {
        LogEvent line = Line(level, "section {Source} failed", ("Source", "Tcp"));
        new LevelWord().Enrich(line, null!);
        using var text = new StringWriter();
        new MessageTemplateTextFormatter(LevelWord.Template + " {Message:lj}").Format(line, text);

        Assert.Equal($"{word} section Tcp failed", text.ToString());
    }

    [Fact]
    public void A_text_that_is_all_of_a_message_stands_in_an_object_once()
        => Assert.Equal(
            """{"@t":"1970-01-01T00:00:00.0000000Z","@m":"whoever reaches \"[::]\" {may} read","@i":"8748ac79","@l":"Warning"}""" + "\n",
            Json(Line(LogEventLevel.Warning, "{Warning}", ("Warning", "whoever reaches \"[::]\" {may} read"))));

    [Fact]
    public void What_is_filled_into_a_message_has_no_quotes_in_it_and_is_a_key_besides()
        => Assert.Equal(
            """{"@t":"1970-01-01T00:00:00.0000000Z","@m":"listening on http://[::]:10105, samples: 7","@i":"2536a056","Address":"http://[::]:10105","Samples":7}""" + "\n",
            Json(Line(LogEventLevel.Information, "listening on {Address}, samples: {Samples}", ("Address", "http://[::]:10105"), ("Samples", 7))));

    private static LogEvent Line(LogEventLevel level, string template, params (string Name, object Value)[] properties)
        => new(
            DateTimeOffset.UnixEpoch, level, null, new MessageTemplateParser().Parse(template),
            properties.Select(static property => new LogEventProperty(property.Name, new ScalarValue(property.Value))));

    private static string Json(LogEvent line)
    {
        using var text = new StringWriter();
        new JsonLine().Format(line, text);
        return text.ToString();
    }
}
