using Serilog.Events;
using Serilog.Parsing;
using SocketExporter.Web;

namespace SocketExporter.Tests.Web;

/// <summary>Names that others chose, in lines of the log.</summary>
public sealed class PrintablePropertiesTests
{
    [Theory]
    [InlineData("nginx: worker é", "nginx: worker é")]
    [InlineData("a\nERROR everything is lost", @"a\u000aERROR everything is lost")]
    [InlineData("\u001b[2J", @"\u001b[2J")]
    [InlineData("a\u202eb\u2028c\u0085", @"a\u202eb\u2028c\u0085")]
    public void What_could_look_like_another_line_is_escaped(string name, string shown)
    {
        var line = new LogEvent(
            DateTimeOffset.UnixEpoch, LogEventLevel.Information, null, new MessageTemplateParser().Parse("of {Process}, {Bytes} bytes"),
            [new LogEventProperty("Process", new ScalarValue(name)), new LogEventProperty("Bytes", new ScalarValue(5))]);

        new PrintableProperties().Enrich(line, null!);

        Assert.Equal(shown, Assert.IsType<ScalarValue>(line.Properties["Process"]).Value);
        Assert.Equal(5, Assert.IsType<ScalarValue>(line.Properties["Bytes"]).Value);
    }
}
