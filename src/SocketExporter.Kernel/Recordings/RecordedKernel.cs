using System.Globalization;
using System.Text;
using SocketExporter.Kernel.Io;
using SocketExporter.Kernel.Netlink;

namespace SocketExporter.Kernel.Recordings;

/// <summary>A recording in the place of the kernel. A file that is missing or damaged fails where it is read, and nothing else.</summary>
public sealed class RecordedKernel : KernelSource
{
    private readonly string _directory;
    private readonly Dictionary<string, byte[]> _files = [];

    private Dictionary<string, long>? _speeds;
    private Dictionary<ulong, string>? _controlGroups;

    private RecordedKernel(string directory, RecordingManifest manifest)
        : base(Path.Combine(directory, RecordingFiles.Proc))
    {
        _directory = directory;
        Manifest = manifest;
    }

    public RecordingManifest Manifest { get; }

    public override int PageBytes => Manifest.PageBytes;

    internal override Func<string, long?> RecordedSpeed => SpeedOf;

    /// <summary>Empty where the recorded host had no hierarchy, and in recordings from before control groups were recorded.</summary>
    internal override IReadOnlyDictionary<ulong, string> RecordedControlGroups => _controlGroups ??= ReadControlGroups();

    /// <param name="directory">As <see cref="Recorder"/> wrote it.</param>
    /// <exception cref="KernelReadException">No recording, or one of a newer format.</exception>
    public static RecordedKernel Open(string directory)
    {
        string manifest = Path.Combine(directory, RecordingManifest.FileName);
        try
        {
            return new RecordedKernel(directory, RecordingManifest.Parse(RecordingFiles.Read(manifest), manifest));
        }
        catch (KernelReadException e) when (e.IsAbsent)
        {
            throw new KernelReadException($"{e.Message}, expected a recording; name a directory that socket-exporter record wrote") { IsAbsent = true };
        }
    }

    internal override INetlinkTransport OpenNetlink(int protocol, string name) => new RecordedTransport(protocol, name, ReadFile);

    /// <summary>Lines "INTERFACE BYTES".</summary>
    internal static Dictionary<string, long> ParseSpeeds(ReadOnlySpan<byte> text, string path)
    {
        Dictionary<string, long> speeds = [];
        foreach (string line in Encoding.Latin1.GetString(text).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            int blank = line.LastIndexOf(' ');
            speeds[line[..Math.Max(blank, 0)]] = long.TryParse(line[(blank + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out long bytes)
                ? bytes
                : throw new KernelReadException($"{path}: \"{KernelText.Show(line)}\", expected an interface and bytes per second");
        }

        return speeds;
    }

    /// <summary>Lines "ID PATH".</summary>
    internal static Dictionary<ulong, string> ParseControlGroups(ReadOnlySpan<byte> text, string path)
    {
        Dictionary<ulong, string> paths = [];
        foreach (string line in Encoding.Latin1.GetString(text).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            int blank = line.IndexOf(' ', StringComparison.Ordinal);
            ulong id = ulong.TryParse(line.AsSpan(0, Math.Max(blank, 0)), NumberStyles.None, CultureInfo.InvariantCulture, out ulong number)
                ? number
                : throw new KernelReadException($"{path}: \"{KernelText.Show(line)}\", expected the number of a control group and its path");
            paths[id] = line[(blank + 1)..];
        }

        return paths;
    }

    private Dictionary<ulong, string> ReadControlGroups()
    {
        try
        {
            return ParseControlGroups(ReadFile(RecordingFiles.ControlGroups), RecordingFiles.ControlGroups);
        }
        catch (KernelReadException e) when (e.IsAbsent)
        {
            return [];
        }
    }

    private long? SpeedOf(string name)
    {
        _speeds ??= ParseSpeeds(ReadFile(RecordingFiles.Speeds), RecordingFiles.Speeds);
        return _speeds.TryGetValue(name, out long bytesPerSecond) ? bytesPerSecond : null;
    }

    private byte[] ReadFile(string file)
    {
        if (!_files.TryGetValue(file, out byte[]? content))
        {
            content = RecordingFiles.Read(Path.Combine(_directory, file));
            _files.Add(file, content);
        }

        return content;
    }
}
