using SocketExporter.Config;

namespace SocketExporter.Tests.Config;

public sealed class WebConfigurationTextTests
{
    private const string Hash = "$2y$10$J7uhdhVeBxZ6ir/1blLAcO57a1fP430YxZGYh4ECMv8LnfeiiLHRC";

    private readonly List<string> _errors = [];

    [Fact]
    public void Every_supported_key_is_read()
    {
        WebConfiguration web = Good(
            $$"""
            tls_server_config:
              cert_file: server.crt
              key_file: /keys/server.key
              client_auth_type: RequireAndVerifyClientCert
              client_ca_file: ca/clients.crt
              min_version: TLS13
              max_version: TLS13
            http_server_config:
              http2: false
              headers:
                X-Frame-Options: deny
                Content-Security-Policy: "default-src 'none'"
            rate_limit:
              interval: 100ms
              burst: 20
            basic_auth_users:
              alice: {{Hash}}
              "bob smith": {{Hash}}
            """);
        Assert.Equal(
            new TlsServerConfiguration
            {
                Certificate = new NamedFile("/etc/x/server.crt", "tls_server_config.cert_file at /etc/x/web.yml:2"),
                Key = new NamedFile("/keys/server.key", "tls_server_config.key_file at /etc/x/web.yml:3"),
                ClientAuthorities = new NamedFile("/etc/x/ca/clients.crt", "tls_server_config.client_ca_file at /etc/x/web.yml:5"),
                ClientAuthentication = ClientAuthentication.RequiredAndVerified,
                Tls12 = false,
                Tls13 = true,
            },
            web.Tls);
        Assert.False(web.Http2);
        Assert.Equal([new("X-Frame-Options", "deny"), new("Content-Security-Policy", "default-src 'none'")], web.Headers);
        Assert.Equal(new RequestRateLimit(TimeSpan.FromMilliseconds(100), 20), web.RateLimit);
        Assert.Equal(["alice", "bob smith"], web.Users.Keys.Order());
        Assert.Equal(Hash, web.Users["alice"]);
        Assert.True(web.ClientsAreAuthenticated);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing\n")]
    [InlineData("{}")]
    [InlineData("---\n")]
    [InlineData("http_server_config:\nrate_limit:\n")]
    [InlineData("rate_limit: {interval: 0s, burst: 0}")]
    public void An_empty_file_changes_nothing(string text)
    {
        WebConfiguration web = Good(text);
        Assert.Null(web.Tls);
        Assert.Null(web.RateLimit);
        Assert.Empty(web.Users);
        Assert.Empty(web.Headers);
        Assert.True(web.Http2);
        Assert.False(web.ClientsAreAuthenticated);
    }

    [Theory]
    [InlineData("", true, true)]
    [InlineData(", min_version: TLS12", true, true)]
    [InlineData(", max_version: TLS12", true, false)]
    [InlineData(", min_version: TLS13", false, true)]
    public void Versions_are_a_range(string versions, bool tls12, bool tls13)
    {
        TlsServerConfiguration tls = Good($"tls_server_config: {{cert_file: a, key_file: b{versions}}}").Tls!;
        Assert.Equal((tls12, tls13), (tls.Tls12, tls.Tls13));
        Assert.Equal(ClientAuthentication.None, tls.ClientAuthentication);
        Assert.Null(tls.ClientAuthorities);
    }

    [Theory]
    [InlineData("tls_server_confg: {}", "unknown key tls_server_confg at /etc/x/web.yml:1; did you mean tls_server_config?")]
    [InlineData(
        "web: {}", "unknown key web at /etc/x/web.yml:1; known here: basic_auth_users, http_server_config, rate_limit, tls_server_config")]
    [InlineData(
        "tls_server_config:\n  cert_file: a\n  key_file: b\n  client_ca_fil: c", "unknown key tls_server_config.client_ca_fil at /etc/x/web.yml:4; did you mean client_ca_file?")]
    [InlineData(
        "tls_server_config:\n  cert_file: a",
        "tls_server_config at /etc/x/web.yml:1 has no key_file; name a PEM file, or remove tls_server_config to serve without encryption")]
    [InlineData("tls_server_config: {cert_file: a, key_file: ''}", "tls_server_config.key_file at /etc/x/web.yml:1 is empty; write the path of a PEM file")]
    [InlineData("tls_server_config: {cert_file: [a], key_file: b}", "tls_server_config.cert_file at /etc/x/web.yml:1 is a list; write the path of a PEM file")]
    [InlineData("tls_server_config: {cert_file: a, key_file: }", "tls_server_config.key_file at /etc/x/web.yml:1 is empty; write the path of a PEM file")]
    [InlineData(
        "tls_server_config: {cert_file: a, key_file: b, min_version: TLS11}",
        "tls_server_config.min_version at /etc/x/web.yml:1: TLS11 is not supported, it is no longer safe (RFC 8996); write TLS12 or TLS13")]
    [InlineData(
        "tls_server_config: {cert_file: a, key_file: b, max_version: '1.3'}", "tls_server_config.max_version at /etc/x/web.yml:1: \"1.3\" is not known; write TLS12 or TLS13")]
    [InlineData(
        "tls_server_config: {cert_file: a, key_file: b, min_version: TLS13, max_version: TLS12}",
        "tls_server_config.min_version is above max_version at /etc/x/web.yml:1; raise max_version or leave it out")]
    [InlineData(
        "tls_server_config: {cert_file: a, key_file: b, client_auth_type: RequireAndVerifyClientCerts}",
        "tls_server_config.client_auth_type at /etc/x/web.yml:1: \"RequireAndVerifyClientCerts\" is not known; did you mean RequireAndVerifyClientCert?")]
    [InlineData(
        "tls_server_config:\n  {cert_file: a, key_file: b,\n  client_auth_type: VerifyClientCertIfGiven}",
        "tls_server_config.client_auth_type at /etc/x/web.yml:3 verifies clients by no authority; name the PEM file of one with client_ca_file")]
    [InlineData(
        "tls_server_config: {cert_file: a, key_file: b, client_ca_file: c}",
        "tls_server_config.client_ca_file at /etc/x/web.yml:1 has no effect with this client_auth_type; write client_auth_type: RequireAndVerifyClientCert, or leave client_ca_file out")]
    [InlineData(
        "tls_server_config: {cert_file: a, key_file: b, client_ca_file: c, client_auth_type: RequireAnyClientCert}",
        "tls_server_config.client_ca_file at /etc/x/web.yml:1 has no effect with this client_auth_type; write client_auth_type: RequireAndVerifyClientCert, or leave client_ca_file out")]
    [InlineData(
        "tls_server_config: {cert_file: a, key_file: b, client_allowed_sans: [x]}",
        "tls_server_config.client_allowed_sans at /etc/x/web.yml:1 is not supported; name with client_ca_file an authority that signs for the allowed clients only")]
    [InlineData(
        "tls_server_config: {cert_file: a, key_file: b, cipher_suites: []}",
        "tls_server_config.cipher_suites at /etc/x/web.yml:1 is not supported; leave it out, or write min_version: TLS13, whose cipher suites are all good")]
    [InlineData("http_server_config: {http2: yes}", "http_server_config.http2 at /etc/x/web.yml:1: \"yes\" is neither true nor false; write true or false")]
    [InlineData("http_server_config: on", "http_server_config at /etc/x/web.yml:1 is a text; write these keys under it: http2, headers")]
    [InlineData(
        "http_server_config: {headers: {Server: x}}",
        "unknown key http_server_config.headers.Server at /etc/x/web.yml:1; known here: Content-Security-Policy, Strict-Transport-Security, X-Content-Type-Options, X-Frame-Options, X-XSS-Protection")]
    [InlineData(
        "http_server_config: {headers: {X-Frame-Options: allow}}",
        "http_server_config.headers.X-Frame-Options at /etc/x/web.yml:1: \"allow\" is not accepted; write deny or sameorigin")]
    [InlineData(
        "http_server_config: {headers: {X-XSS-Protection: \"1\\r\\nA: b\"}}",
        "http_server_config.headers.X-XSS-Protection at /etc/x/web.yml:1 holds a character that no header may have; write printable ASCII in one line")]
    [InlineData("rate_limit: {interval: 1, burst: 1}", "rate_limit.interval at /etc/x/web.yml:1: \"1\" is no duration; write a duration, like 100ms or 1s; 0s is no limit")]
    [InlineData(
        "rate_limit: {interval: 1s, burst: -1}", "rate_limit.burst at /etc/x/web.yml:1: \"-1\" is no whole number; write how many requests may come at once, like 20")]
    [InlineData(
        "rate_limit:\n  interval: 1s", "rate_limit.interval at /etc/x/web.yml:2 without a burst of at least 1 refuses every request; write burst: 20")]
    [InlineData(
        "basic_auth_users:", "basic_auth_users at /etc/x/web.yml:1 names no user; add one, or remove basic_auth_users to serve without passwords")]
    [InlineData("basic_auth_users: a", "basic_auth_users at /etc/x/web.yml:1 is a text; write names of users and their bcrypt hashes")]
    [InlineData(
        "basic_auth_users:\n  prometheus:$2y$10$abc", "basic_auth_users at /etc/x/web.yml:1 is a text; write a blank behind the colon of each user, which htpasswd leaves out, like prometheus: $2y$10$…")]
    [InlineData("basic_auth_users: {a: }", "basic_auth_users.a at /etc/x/web.yml:1 is empty; write a bcrypt hash")]
    [InlineData("basic_auth_users: {'a:b': x}", "the user at /etc/x/web.yml:1 has a colon in its name, which HTTP can't send; rename it")]
    [InlineData("rate_limit: {}\nrate_limit: {}", "rate_limit at /etc/x/web.yml:2 was given before at /etc/x/web.yml:1; keep one of them")]
    [InlineData("- a", "/etc/x/web.yml:1 holds no mapping; write keys and values, like basic_auth_users: {…}")]
    [InlineData("{}\n---\n{}", "a second document begins at /etc/x/web.yml:2; keep one")]
    [InlineData("rate_limit: &a {}", "the anchor &a at /etc/x/web.yml:1 is not supported; remove it")]
    [InlineData("rate_limit: !x {}", "the tag !x at /etc/x/web.yml:1 is not supported; remove it")]
    [InlineData("? [a]\n: b", "the key at /etc/x/web.yml:1 is no word; write the name of a setting")]
    public void What_is_wrong_is_said_with_its_line_and_the_mend(string text, string error)
    {
        Assert.Null(WebConfigurationText.Parse(text, "/etc/x/web.yml", _errors));
        Assert.Equal([error], _errors);
    }

    [Theory]
    [InlineData("secret")]
    [InlineData("")]
    [InlineData("$2x$10$J7uhdhVeBxZ6ir/1blLAcO57a1fP430YxZGYh4ECMv8LnfeiiLHRC")]
    [InlineData("$2y$10$J7uhdhVeBxZ6ir/1blLAcO57a1fP430YxZGYh4ECMv8LnfeiiLHR")]
    [InlineData("$2y$10$J7uhdhVeBxZ6ir/1blLAcO57a1fP430YxZGYh4ECMv8LnfeiiLHRCC")]
    [InlineData("$apr1$3Fz7P2iR$wCOAdeyXuw8gqnGeQ1Xnw1")]
    public void What_is_no_hash_is_an_error_that_does_not_repeat_it(string hash)
    {
        Assert.Null(WebConfigurationText.Parse($"basic_auth_users: {{alice: \"{hash}\"}}", "web.yml", _errors));
        Assert.Equal(
            ["basic_auth_users.alice at web.yml:1 is no bcrypt hash; make one with htpasswd -nBC 10 USER and write what it prints after the colon"],
            _errors);
    }

    [Theory]
    [InlineData("03")]
    [InlineData("16")]
    [InlineData("31")]
    public void A_cost_that_would_take_the_host_or_protect_nothing_is_an_error(string cost)
    {
        Assert.Equal(
            $"has the bcrypt cost {int.Parse(cost, System.Globalization.CultureInfo.InvariantCulture)}, which is out of range; make a hash with a cost from 4 to 15, like 10",
            PasswordHash.Complaint($"$2b${cost}$J7uhdhVeBxZ6ir/1blLAcO57a1fP430YxZGYh4ECMv8LnfeiiLHRC"));
    }

    [Fact]
    public void All_errors_come_at_once_in_the_order_of_their_groups()
    {
        Assert.Null(WebConfigurationText.Parse("tls_server_config: {key_file: k}\nrate_limit: {burst: x}\nbasic_auth_users: {a: b}\nx: y\n", "web.yml", _errors));
        Assert.Equal(4, _errors.Count);
        Assert.StartsWith("unknown key x at web.yml:4", _errors[0], StringComparison.Ordinal);
        Assert.StartsWith("tls_server_config at web.yml:1 has no cert_file", _errors[1], StringComparison.Ordinal);
        Assert.StartsWith("rate_limit.burst at web.yml:2", _errors[2], StringComparison.Ordinal);
        Assert.StartsWith("basic_auth_users.a at web.yml:3", _errors[3], StringComparison.Ordinal);
    }

    [Fact]
    public void Any_damaged_text_is_read_or_refused_and_never_throws()
    {
        string good = $"tls_server_config:\n  cert_file: a\n  key_file: b\nhttp_server_config: {{headers: {{X-Frame-Options: deny}}}}\nbasic_auth_users:\n  a: {Hash}\n";
        const string marks = "{}[]:,&*!|>'\"%@`#-? \n\t~.\\a";
        var random = new Random(7);
        for (int round = 0; round < 20_000; round++)
        {
            char[] text = good.ToCharArray();
            for (int change = random.Next(1, 6); change > 0; change--)
            {
                text[random.Next(text.Length)] = marks[random.Next(marks.Length)];
            }

            var errors = new List<string>();
            WebConfiguration? web = WebConfigurationText.Parse(new string(text, 0, random.Next(1, text.Length + 1)), "web.yml", errors);
            Assert.Equal(web is null, errors.Count > 0);
            Assert.DoesNotContain(errors, static error => error.Length is 0 or > 1000);
        }
    }

    [Fact]
    public void Brackets_without_end_take_neither_the_stack_nor_the_day()
    {
        Assert.Null(WebConfigurationText.Parse(new string('[', 100_000), "web.yml", _errors));
        Assert.Equal(["YAML syntax error at web.yml:1: Nested more than 32 levels deep; correct that line or the ones beside it"], _errors);
    }

    [Fact]
    public void The_document_names_every_key()
    {
        string document = Documents.Repository.Read("docs/web-configuration.md");
        IEnumerable<string> keys =
        [
            .. WebKeys.OfTls.Select(static key => $"`{WebKeys.Tls}.{key}`"),
            .. WebKeys.OfHttp.Select(static key => $"`{WebKeys.Http}.{key}`"),
            .. WebKeys.OfRateLimit.Select(static key => $"`{WebKeys.RateLimit}.{key}`"),
            $"`{WebKeys.Users}`",
            .. WebKeys.Headers.Keys.Concat(WebKeys.ClientAuthTypes.Keys).Select(static word => $"`{word}`"),
            .. WebKeys.Mends.Keys.Select(static key => $"`{key.Split('.')[1]}`"),
        ];
        Assert.All(keys, key => Assert.Contains(key, document, StringComparison.Ordinal));
    }

    private WebConfiguration Good(string text)
    {
        WebConfiguration? web = WebConfigurationText.Parse(text, "/etc/x/web.yml", _errors);
        Assert.Empty(_errors);
        return web!;
    }
}
