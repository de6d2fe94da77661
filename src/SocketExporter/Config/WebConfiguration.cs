namespace SocketExporter.Config;

/// <summary>What a web configuration file says, checked as far as its own text goes. The format is that of Prometheus' exporters.</summary>
internal sealed record WebConfiguration
{
    /// <summary>null: no encryption.</summary>
    public required TlsServerConfiguration? Tls { get; init; }

    /// <summary>Offered to TLS clients.</summary>
    public required bool Http2 { get; init; }

    /// <summary>Sent with every answer.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; }

    /// <summary>null: none.</summary>
    public required RequestRateLimit? RateLimit { get; init; }

    /// <summary>bcrypt hashes by user name; empty: nobody has to say who they are.</summary>
    public required IReadOnlyDictionary<string, string> Users { get; init; }

    /// <summary>Whether a client must show that it may read: by a password, or by a certificate that is verified.</summary>
    public bool ClientsAreAuthenticated => Users.Count > 0 || Tls?.ClientAuthentication == ClientAuthentication.RequiredAndVerified;
}
