using System.Globalization;
using System.Text;
using SocketExporter.Kernel.Io;

namespace SocketExporter.Kernel.Recordings;

/// <summary>The file manifest.txt of a recording: what it is, and how to read it.</summary>
/// <param name="ExporterVersion">That recorded it.</param>
/// <param name="RecordedAt">To the second, UTC.</param>
/// <param name="KernelRelease">Its numbers alone: "6.1.0".</param>
/// <param name="PageBytes">In which sockstat counts memory.</param>
public sealed record RecordingManifest(string ExporterVersion, DateTimeOffset RecordedAt, string KernelRelease, int PageBytes)
{
    /// <summary>Raised when an older exporter would misread what a newer one writes.</summary>
    public const int Format = 1;

    public const string FileName = "manifest.txt";

    private const string Title = "socket-exporter recording";

    public string Render() => string.Create(CultureInfo.InvariantCulture, $"""
        {Title}
        format: {Format}
        exporter: {ExporterVersion}
        recorded: {RecordedAt.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}
        kernel: {KernelRelease}
        page-bytes: {PageBytes}

        Addresses, names of processes, interfaces, control groups and unix sockets are pseudonyms; ports, counters and pids are as they were.
        netlink/*.bin  answers of the kernel, message after message
        proc/          text of the kernel; PID/fd is a list of the sockets that the process has open
        speeds.txt     speed of interfaces, bytes per second
        docs/recording.md says the rest. To see it as metrics: socket-exporter once --replay DIR

        """);

    /// <summary>Keys that are not known are left alone; lines after the first empty one are for people.</summary>
    /// <exception cref="KernelReadException">No manifest, or one of a newer format.</exception>
    public static RecordingManifest Parse(ReadOnlySpan<byte> text, string path)
    {
        string[] lines = Encoding.UTF8.GetString(text).Split('\n');
        if (lines[0] != Title)
        {
            throw new KernelReadException($"{path}: \"{KernelText.Show(lines[0])}\", expected \"{Title}\"");
        }

        Dictionary<string, string> values = [];
        foreach (string line in lines.Skip(1).TakeWhile(static line => line.Length > 0))
        {
            string[] parts = line.Split(": ", 2);
            values[parts[0]] = parts.Length == 2 ? parts[1] : "";
        }

        string exporter = values.GetValueOrDefault("exporter", "<unknown>");
        int format = Number("format");
        if (format > Format)
        {
            throw new KernelReadException($"{path}: format {format}, expected at most {Format}; it was recorded by socket-exporter {KernelText.Show(exporter)}, which is newer");
        }

        string recorded = values.GetValueOrDefault("recorded", "");
        return DateTimeOffset.TryParse(recorded, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset recordedAt)
            ? new RecordingManifest(exporter, recordedAt, values.GetValueOrDefault("kernel", "<unknown>"), Number("page-bytes"))
            : throw new KernelReadException($"{path}: recorded \"{KernelText.Show(recorded)}\", expected a time such as 2026-01-31T12:00:00Z");

        int Number(string key)
        {
            string value = values.GetValueOrDefault(key, "");
            return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0
                ? number
                : throw new KernelReadException($"{path}: {key} \"{KernelText.Show(value)}\", expected a number");
        }
    }
}
