using System.Globalization;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using SocketExporter.Config;

namespace SocketExporter.Web;

/// <summary>The daemon's log: standard error, as exporters do. Configured in code: the configuration reader of the library needs reflection.</summary>
internal static class DaemonLog
{
    private const string TextLine = "{Timestamp:yyyy-MM-ddTHH:mm:ss.fffzzz} " + LevelWord.Template + " {Message:lj}{NewLine}{Exception}";

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
            ? log.WriteTo.Console(new JsonLine(), standardErrorFromLevel: LogEventLevel.Verbose)
            : log.Enrich.With<LevelWord>().WriteTo.Console(
                outputTemplate: TextLine, formatProvider: CultureInfo.InvariantCulture, standardErrorFromLevel: LogEventLevel.Verbose);
        return log.CreateLogger();
    }

    /// <summary>
    /// Why the daemon does not start, or ends before its time: on standard error as every error of the command line, but an object to whoever asked for objects.
    /// </summary>
    public static async Task SayLastAsync(LogFormat format, string reason)
    {
        if (format == LogFormat.Json)
        {
            await using Logger log = Create(LogSeverity.Error, format);
            log.Fatal("{Error}", reason);
            return;
        }

        await Console.Error.WriteLineAsync($"socket-exporter: {reason}");
    }

    private static LogEventLevel LevelOf(LogSeverity severity) => severity switch
    {
        LogSeverity.Debug => LogEventLevel.Debug,
        LogSeverity.Info => LogEventLevel.Information,
        LogSeverity.Warn => LogEventLevel.Warning,
        _ => LogEventLevel.Error,
    };
}
