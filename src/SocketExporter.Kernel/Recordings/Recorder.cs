using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using SocketExporter.Kernel.Io;
using SocketExporter.Kernel.Links;
using SocketExporter.Kernel.Netlink;
using SocketExporter.Kernel.Processes;

namespace SocketExporter.Kernel.Recordings;

/// <summary>
/// Writes down, without names and addresses, what the kernel says of the network namespace of the calling thread and of the processes below a procfs:
/// enough to take the same sample again with <see cref="RecordedKernel"/>. docs/recording.md describes what it writes.
/// </summary>
public sealed partial class Recorder
{
    /// <summary>Attempts at a dump that the kernel calls interrupted; the last one is kept as it is.</summary>
    private const int MaxAttempts = 3;

    private const string UnixTableFile = $"{RecordingFiles.Proc}/{RecordingFiles.UnixTable}";

    private readonly string _procPath;
    private readonly string _directory;
    private readonly NamePseudonyms _names = new();
    private readonly AddressPseudonyms _addresses = new();
    private readonly MessageAnonymizer _anonymizer;
    private readonly List<string> _problems = [];

    /// <param name="procPath">Where procfs is mounted, usually /proc.</param>
    /// <param name="directory">Made if it is not there.</param>
    public Recorder(string procPath, string directory)
    {
        _procPath = procPath;
        _directory = directory;
        _anonymizer = new MessageAnonymizer(_addresses, _names);
    }

    /// <summary>Takes the recording. What can't be read is left out and named in the answer, which is empty when all went well.</summary>
    /// <exception cref="KernelReadException">The directory is not empty: what lies there could be taken for part of the recording.</exception>
    /// <exception cref="IOException">The recording can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">As above.</exception>
    public IReadOnlyList<string> Write(string exporterVersion, DateTimeOffset now)
    {
        if (Directory.Exists(_directory) && Directory.EnumerateFileSystemEntries(_directory).Any())
        {
            throw new KernelReadException($"{_directory}: not empty, expected a new or an empty directory");
        }

        Directory.CreateDirectory(Path.Combine(_directory, RecordingFiles.Proc));
        foreach (RecordedDump dump in RecordedDump.All.Where(dump => dump.OnlyWhere is null || File.Exists($"{_procPath}/{dump.OnlyWhere}")))
        {
            Try(dump.File, () => WriteDump(dump));
        }

        Try(RecordingFiles.Speeds, WriteSpeeds);
        Try(RecordingFiles.ControlGroups, WriteControlGroups);
        Try($"{RecordingFiles.Proc}/{RecordingFiles.Groups4}", WriteGroups);
        Try(UnixTableFile, () => WriteFile(UnixTableFile, new UnixTableRecorder(_names).Write(new LiveKernel(_procPath))));
        foreach (string file in RecordingFiles.Texts)
        {
            Try($"{RecordingFiles.Proc}/{file}", () => CopyText(file));
        }

        var tables = new TableAnonymizer(_addresses);
        foreach (string file in RecordingFiles.InetTables)
        {
            Try($"{RecordingFiles.Proc}/{file}", () => CopyText(file, tables.Inet));
        }

        Try($"{RecordingFiles.Proc}/{RecordingFiles.NetlinkTable}", () => CopyText(RecordingFiles.NetlinkTable, TableAnonymizer.Netlink));
        var processes = new ProcessRecorder(_procPath, Path.Combine(_directory, RecordingFiles.Proc), _names);
        Try(RecordingFiles.Proc, () => processes.Write(_problems));
        var manifest = new RecordingManifest(exporterVersion, now, KernelRelease(), Environment.SystemPageSize);
        File.WriteAllText(Path.Combine(_directory, RecordingManifest.FileName), manifest.Render());
        return _problems;
    }

    private void Try(string what, Action write)
    {
        try
        {
            write();
        }
        catch (KernelReadException e)
        {
            _problems.Add($"{what}: {e.Message}");
        }
    }

    private void WriteDump(RecordedDump dump)
    {
        using var transport = new RecordingTransport(new NetlinkSocket(dump.Protocol, dump.Name), _anonymizer, dump.Kind);
        using var walk = new NetlinkDump(transport);
        for (int attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            try
            {
                walk.Start(dump.Type, dump.Body, dump.Name);
                while (walk.Next())
                {
                    // The transport keeps what it is after.
                }
            }
            catch (KernelReadException e) when (dump.OnlyWhere is not null && e.ErrorNumber is Errno.Eperm or Errno.Einval)
            {
                if (e.ErrorNumber == Errno.Eperm)
                {
                    _problems.Add($"{dump.File}: {dump.Name}: operation not permitted (EPERM), expected CAP_NET_ADMIN: run it as root, or with that capability");
                }

                return;
            }

            if (walk.End != DumpEnd.Interrupted)
            {
                break;
            }
        }

        WriteFile(dump.File, transport.Messages);
    }

    private void WriteSpeeds()
    {
        using var links = new LinkReader(new LiveKernel(_procPath));
        var text = new StringBuilder();
        foreach (LinkRow link in links.Read().Rows)
        {
            if (link.SpeedBytesPerSecond is { } speed)
            {
                text.Append(CultureInfo.InvariantCulture, $"{_names.Interface(link.NameBytes.Span)} {speed}\n");
            }
        }

        WriteFile(RecordingFiles.Speeds, Encoding.Latin1.GetBytes(text.ToString()));
    }

    private void WriteControlGroups()
    {
        var text = new StringBuilder();
        foreach ((ulong id, string path) in new ControlGroupTree(new LiveKernel(_procPath)).ReadAll())
        {
            text.Append(CultureInfo.InvariantCulture, $"{id} {_names.Path(path)}\n");
        }

        if (text.Length > 0)
        {
            WriteFile(RecordingFiles.ControlGroups, Encoding.Latin1.GetBytes(text.ToString()));
        }
    }

    private void WriteGroups()
    {
        (byte[]? ipv4, byte[]? ipv6) = new MulticastRecorder(_addresses, _names).Write(new LiveKernel(_procPath));
        foreach ((string file, byte[]? text) in (ReadOnlySpan<(string, byte[]?)>)[(RecordingFiles.Groups4, ipv4), (RecordingFiles.Groups6, ipv6)])
        {
            if (text is not null)
            {
                WriteFile($"{RecordingFiles.Proc}/{file}", text);
            }
        }
    }

    private void CopyText(string file, Func<ReadOnlySpan<byte>, string, byte[]>? anonymize = null)
    {
        using var source = new KernelFile($"{_procPath}/{file}");
        if (source.TryReadIfPresent(out ReadOnlySpan<byte> text))
        {
            WriteFile($"{RecordingFiles.Proc}/{file}", anonymize is null ? text : anonymize(text, source.Path));
        }
    }

    private void WriteFile(string file, ReadOnlySpan<byte> content)
    {
        string path = Path.Combine(_directory, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
    }

    /// <summary>Numbers only: what builders of kernels put behind them can name a company.</summary>
    private string KernelRelease()
    {
        using var file = new KernelFile($"{_procPath}/sys/kernel/osrelease");
        return file.TryReadIfPresent(out ReadOnlySpan<byte> release) ? Numbers().Match(Encoding.Latin1.GetString(release)).Value : "<unknown>";
    }

    [GeneratedRegex(@"^[0-9]+(?:\.[0-9]+){0,2}", RegexOptions.CultureInvariant)]
    private static partial Regex Numbers();
}
