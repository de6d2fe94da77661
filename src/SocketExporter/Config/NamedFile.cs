namespace SocketExporter.Config;

/// <summary>A file that a configuration names.</summary>
/// <param name="Path">Absolute, or relative to the working directory.</param>
/// <param name="Subject">Who names it, for messages: <c>tls_server_config.cert_file at web.yml:2</c>.</param>
internal sealed record NamedFile(string Path, string Subject);
