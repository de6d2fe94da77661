using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using SocketExporter.Config;

namespace SocketExporter.Web;

/// <summary>
/// The web configuration in force. It is read again when it or a file that it names has changed; one with an error changes nothing, and the error
/// is logged once. Looked for when a client comes, not by a thread: between clients it makes no difference.
/// </summary>
internal sealed class WebSecuritySource
{
    /// <summary>Requests look for changes at most this often; a handshake, which costs much more than the look, always.</summary>
    public static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private WebSecurity _current;
    private List<FileStamp> _files;
    private ILogger _logger = NullLogger.Instance;
    private string? _logged;
    private long _lookedAt;

    private WebSecuritySource(string path, WebSecurity first, List<FileStamp> files, TimeProvider time)
    {
        _path = path;
        _current = first;
        _files = files;
        _time = time;
        _lookedAt = time.GetTimestamp();
    }

    /// <param name="errors">All of them, one line each.</param>
    /// <returns>null if there is an error.</returns>
    public static WebSecuritySource? Open(string path, TimeProvider time, List<string> errors)
    {
        var files = new List<FileStamp>();
        return WebSecurity.Read(path, time.GetUtcNow(), files, errors) is { } first ? new WebSecuritySource(path, first, files, time) : null;
    }

    /// <summary>Where a later reading is said; the log is there only when the daemon has been put together.</summary>
    public void LogTo(ILogger logger) => _logger = logger;

    public WebSecurity ForRequest()
    {
        if (_time.GetElapsedTime(Volatile.Read(ref _lookedAt)) >= LookInterval)
        {
            Look();
        }

        return Volatile.Read(ref _current);
    }

    public WebSecurity ForHandshake()
    {
        Look();
        return Volatile.Read(ref _current);
    }

    private void Look()
    {
        lock (_lock)
        {
            Volatile.Write(ref _lookedAt, _time.GetTimestamp());
            if (_files.TrueForAll(static file => file == FileStamp.Of(file.Path)))
            {
                return;
            }

            var files = new List<FileStamp>();
            var errors = new List<string>();
            WebSecurity? read = WebSecurity.Read(_path, _time.GetUtcNow(), files, errors);
            if (read is not null && (read.Tls is null) != (_current.Tls is null))
            {
                errors.Add($"{WebKeys.Tls} in {_path} came or went; restart to serve {(read.Tls is null ? "without" : "with")} encryption");
                read = null;
            }

            // Also of a bad reading: it is tried again when one of these changes, not at every handshake.
            _files = read is null ? WithThoseOfBefore(files) : files;
            if (read is not null)
            {
                Volatile.Write(ref _current, read);
            }

            Say(read, errors);
        }
    }

    /// <summary>A reading that failed early has not come to the certificates: these are watched on, as of now.</summary>
    private List<FileStamp> WithThoseOfBefore(List<FileStamp> read)
        => [.. read, .. _files.Where(file => read.TrueForAll(other => other.Path != file.Path)).Select(static file => FileStamp.Of(file.Path))];

    private void Say(WebSecurity? read, List<string> errors)
    {
        string text = string.Join("; ", errors);
        if (read is not null)
        {
            _logger.LogInformation("web configuration {File} was read again", _path);
            foreach (string warning in read.Warnings)
            {
                _logger.LogWarning("{Warning}", warning);
            }
        }
        else if (text != _logged)
        {
            _logger.LogError("web configuration {File} has changed and is wrong, the one before stays in force: {Errors}", _path, text);
        }

        _logged = read is null ? text : null;
    }
}
