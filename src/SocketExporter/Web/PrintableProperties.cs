using System.Globalization;
using System.Text;
using Serilog.Core;
using Serilog.Events;

namespace SocketExporter.Web;

/// <summary>
/// Names that anyone may choose (of processes, of interfaces, in what a client asks for) stand in lines of the log: control characters and those that turn the direction of text are written as
/// \u000a, so that no name can look like a line of its own or do something to a terminal.
/// </summary>
internal sealed class PrintableProperties : ILogEventEnricher
{
    public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory)
    {
        // A copy: what is replaced is what is walked over.
        foreach ((string name, LogEventPropertyValue value) in logEvent.Properties.ToArray())
        {
            if (value is ScalarValue { Value: string text } && !text.All(IsPrintable))
            {
                logEvent.AddOrUpdateProperty(new LogEventProperty(name, new ScalarValue(Escaped(text))));
            }
        }
    }

    private static string Escaped(string text)
    {
        var escaped = new StringBuilder();
        foreach (char c in text)
        {
            _ = IsPrintable(c) ? escaped.Append(c) : escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
        }

        return escaped.ToString();
    }

    private static bool IsPrintable(char c)
        => !char.IsControl(c) && char.GetUnicodeCategory(c) is not (UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
