using Serilog.Core;
using Serilog.Events;

namespace SocketExporter.Web;

/// <summary>
/// The level in lines of text, spelled as people search for it: the library's own words are either long (Information) or cut (EROR), and <c>grep -i error</c> finds
/// no line with those. At most five letters, which <see cref="Template"/> does not pad: what stands behind is read by words.
/// </summary>
internal sealed class LevelWord : ILogEventEnricher
{
    /// <summary>For templates of lines.</summary>
    public const string Template = "{LevelWord}";

    private const string Name = "LevelWord";

    public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory)
        => logEvent.AddOrUpdateProperty(new LogEventProperty(Name, new ScalarValue(Of(logEvent.Level))));

    internal static string Of(LogEventLevel level) => level switch
    {
        LogEventLevel.Verbose or LogEventLevel.Debug => "DEBUG",
        LogEventLevel.Information => "INFO",
        LogEventLevel.Warning => "WARN",
        LogEventLevel.Error => "ERROR",
        _ => "FATAL",
    };
}
