using Serilog.Events;

namespace SocketExporter.Web;

/// <param name="Level">From which the daemon's own messages are written; those of the web server from warning on.</param>
/// <param name="Json">One JSON object a line instead of text.</param>
internal sealed record LogSettings(LogEventLevel Level, bool Json);
