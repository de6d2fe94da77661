namespace SocketExporter.Config;

/// <summary>The keys of a web configuration file: those that are read, and those of the format that are not, with the mend.</summary>
internal static class WebKeys
{
    public const string Tls = "tls_server_config";
    public const string Http = "http_server_config";
    public const string RateLimit = "rate_limit";
    public const string Users = "basic_auth_users";

    public static readonly IReadOnlyList<string> Root = [Tls, Http, RateLimit, Users];

    public static readonly IReadOnlyList<string> OfTls = ["cert_file", "key_file", "client_auth_type", "client_ca_file", "min_version", "max_version"];

    public static readonly IReadOnlyList<string> OfHttp = ["http2", "headers"];

    public static readonly IReadOnlyList<string> OfRateLimit = ["interval", "burst"];

    /// <summary>By name; the values are what each accepts, none where it is any text.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> Headers = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["Content-Security-Policy"] = [],
        ["Strict-Transport-Security"] = [],
        ["X-Content-Type-Options"] = ["nosniff"],
        ["X-Frame-Options"] = ["deny", "sameorigin"],
        ["X-XSS-Protection"] = [],
    };

    public static readonly IReadOnlyDictionary<string, ClientAuthentication> ClientAuthTypes = new Dictionary<string, ClientAuthentication>(StringComparer.Ordinal)
    {
        ["NoClientCert"] = ClientAuthentication.None,
        ["RequestClientCert"] = ClientAuthentication.Requested,
        ["RequireAnyClientCert"] = ClientAuthentication.RequiredUnverified,
        ["RequireClientCert"] = ClientAuthentication.RequiredUnverified,
        ["VerifyClientCertIfGiven"] = ClientAuthentication.VerifiedIfGiven,
        ["RequireAndVerifyClientCert"] = ClientAuthentication.RequiredAndVerified,
    };

    /// <summary>Known to the format, not supported here; ignoring one could open what it was to close.</summary>
    public static readonly IReadOnlyDictionary<string, string> Mends = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [$"{Tls}.cert"] = "write it to a file and name that with cert_file",
        [$"{Tls}.key"] = "write it to a file and name that with key_file",
        [$"{Tls}.client_ca"] = "write it to a file and name that with client_ca_file",
        [$"{Tls}.client_allowed_sans"] = "name with client_ca_file an authority that signs for the allowed clients only",
        [$"{Tls}.cipher_suites"] = "leave it out, or write min_version: TLS13, whose cipher suites are all good",
        [$"{Tls}.prefer_server_cipher_suites"] = "leave it out, or write min_version: TLS13, whose cipher suites are all good",
        [$"{Tls}.curve_preferences"] = "leave it out",
    };
}
