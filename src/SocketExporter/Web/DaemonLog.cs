using System.Globalization;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace SocketExporter.Web;

/// <summary>The daemon's log: standard error, as exporters do. Configured in code: the configuration reader of the library needs reflection.</summary>
internal static class DaemonLog
{
    private const string TextLine = "{Timestamp:yyyy-MM-ddTHH:mm:ss.fffzzz} {Level:u4} {Message:lj}{NewLine}{Exception}";

    public static Logger Create(LogSettings settings)
    {
        LoggerConfiguration log = new LoggerConfiguration()
            .MinimumLevel.Is(settings.Level)
            .MinimumLevel.Override("Microsoft", (LogEventLevel)Math.Max((int)settings.Level, (int)LogEventLevel.Warning))

            // Said once, by the program, in one line; the web server and the host would add their stacks.
            .Filter.ByExcluding(one => one.Exception is ListenException);
        log = settings.Json
            ? log.WriteTo.Console(new RenderedCompactJsonFormatter(), standardErrorFromLevel: LogEventLevel.Verbose)
            : log.WriteTo.Console(
                outputTemplate: TextLine, formatProvider: CultureInfo.InvariantCulture, standardErrorFromLevel: LogEventLevel.Verbose);
        return log.CreateLogger();
    }
}
