namespace SocketExporter.Config;

/// <summary><c>tls_server_config</c>. Files are named, not read.</summary>
internal sealed record TlsServerConfiguration
{
    public required NamedFile Certificate { get; init; }

    public required NamedFile Key { get; init; }

    /// <summary>There wherever clients are verified.</summary>
    public required NamedFile? ClientAuthorities { get; init; }

    public required ClientAuthentication ClientAuthentication { get; init; }

    /// <summary>At least one of the two versions is true.</summary>
    public required bool Tls12 { get; init; }

    public required bool Tls13 { get; init; }
}
