using System.Globalization;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Compact;
using SocketExporter.Config;

namespace SocketExporter.Web;

/// <summary>The daemon's log: standard error, as exporters do. Configured in code: the configuration reader of the library needs reflection.</summary>
internal static class DaemonLog
{
    private const string TextLine = "{Timestamp:yyyy-MM-ddTHH:mm:ss.fffzzz} {Level:u4} {Message:lj}{NewLine}{Exception}";

    public static Logger Create(LogSeverity severity, LogFormat format)
    {
        LogEventLevel level = LevelOf(severity);
        LoggerConfiguration log = new LoggerConfiguration()
            .MinimumLevel.Is(level)
            .Enrich.With<PrintableProperties>()
            .MinimumLevel.Override("Microsoft", (LogEventLevel)Math.Max((int)level, (int)LogEventLevel.Warning))

            // A line for every connection beyond the limit would let clients fill the disk.
            .MinimumLevel.Override("Microsoft.AspNetCore.Server.Kestrel.Connections", LogEventLevel.Error)

            // Said once, by the program, in one line; the web server and the host would add their stacks.
            // A stop during the start is a stop and no failure.
            .Filter.ByExcluding(one => one.Exception is ListenException or OperationCanceledException);
        log = format == LogFormat.Json
            ? log.WriteTo.Console(new RenderedCompactJsonFormatter(), standardErrorFromLevel: LogEventLevel.Verbose)
            : log.WriteTo.Console(
                outputTemplate: TextLine, formatProvider: CultureInfo.InvariantCulture, standardErrorFromLevel: LogEventLevel.Verbose);
        return log.CreateLogger();
    }

    private static LogEventLevel LevelOf(LogSeverity severity) => severity switch
    {
        LogSeverity.Debug => LogEventLevel.Debug,
        LogSeverity.Info => LogEventLevel.Information,
        LogSeverity.Warn => LogEventLevel.Warning,
        _ => LogEventLevel.Error,
    };
}
