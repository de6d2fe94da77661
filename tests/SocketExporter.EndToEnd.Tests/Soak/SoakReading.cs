namespace SocketExporter.EndToEnd.Tests.Soak;

/// <summary>The daemon at one moment of a soak.</summary>
/// <param name="Seconds">Since the soak began.</param>
/// <param name="ResidentKilobytes">VmRSS.</param>
/// <param name="OpenFiles">Entries of /proc/PID/fd.</param>
/// <param name="Series">On the page.</param>
internal sealed record SoakReading(double Seconds, double ResidentKilobytes, double OpenFiles, double Threads, double Series);
