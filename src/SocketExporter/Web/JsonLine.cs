using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Compact;
using Serilog.Parsing;

namespace SocketExporter.Web;

/// <summary>
/// A line of the log as a JSON object: CLEF (compact log event format) with the message as in lines of text. The library's puts quotes around each word that was filled in,
/// which JSON escapes once more, and repeats a text that is all of a message beside it.
/// </summary>
internal sealed class JsonLine : ITextFormatter
{
    private readonly RenderedCompactJsonFormatter _clef = new();

    public void Format(LogEvent logEvent, TextWriter output)
    {
        MessageTemplate template = logEvent.MessageTemplate;
        string? whole = template.Tokens.ToArray() is [PropertyToken only] ? only.PropertyName : null;

        // The template's text stays, so @i, which is its hash, does too.
        var message = new MessageTemplate(template.Text, template.Tokens.Select(token => Filled(token, logEvent)));
        IEnumerable<LogEventProperty> properties = logEvent.Properties
            .Where(pair => pair.Key != whole)
            .Select(static pair => new LogEventProperty(pair.Key, pair.Value));

        _clef.Format(new LogEvent(logEvent.Timestamp, logEvent.Level, logEvent.Exception, message, properties), output);
    }

    private static MessageTemplateToken Filled(MessageTemplateToken token, LogEvent logEvent)
        => token is PropertyToken property && logEvent.Properties.GetValueOrDefault(property.PropertyName) is ScalarValue { Value: string text } ? new TextToken(text) : token;
}
