using SocketExporter.Config;

namespace SocketExporter.Web;

/// <summary>A web configuration file and the files that it names, as they were at one moment.</summary>
/// <param name="Tls">null: no encryption.</param>
/// <param name="Warnings">What is no reason not to serve, one line each.</param>
internal sealed record WebSecurity(WebConfiguration Configuration, TlsServer? Tls, IReadOnlyList<string> Warnings)
{
    /// <param name="files">The configuration and every file that it names, as they were before they were read.</param>
    /// <param name="errors">All of them, one line each: the culprit with file and line, what is wrong, the mend.</param>
    /// <returns>null if there is an error.</returns>
    public static WebSecurity? Read(string path, DateTimeOffset now, List<FileStamp> files, List<string> errors)
    {
        files.Add(FileStamp.Of(path));
        string text;
        try
        {
            text = ConfigurationFile.Read(path);
        }
        catch (ConfigurationException failure)
        {
            errors.Add($"web {failure.Message}");
            return null;
        }

        if (WebConfigurationText.Parse(text, path, errors) is not { } configuration)
        {
            return null;
        }

        if (configuration.Tls is not { } tls)
        {
            return new WebSecurity(configuration, null, []);
        }

        files.AddRange(new[] { tls.Certificate, tls.Key, tls.ClientAuthorities }.OfType<NamedFile>().Select(static file => FileStamp.Of(file.Path)));
        return TlsServer.Read(tls, now, errors) is { } server ? new WebSecurity(configuration, server, server.Warnings) : null;
    }
}
