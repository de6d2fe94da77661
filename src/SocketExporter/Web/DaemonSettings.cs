using SocketExporter.Publishing;

namespace SocketExporter.Web;

/// <summary>What the host is made of, as values.</summary>
internal sealed record DaemonSettings(WebSettings Web, SamplingSchedule Sampling, LogSettings Log);
