using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using SocketExporter.Tests.Publishing;
using SocketExporter.Web;

namespace SocketExporter.Tests.Web;

/// <summary>The daemon with a web configuration, asked over real TLS.</summary>
public sealed class SecureDaemonTests : IDisposable
{
    private static readonly string Hash = BCrypt.Net.BCrypt.HashPassword("test", 4);

    private readonly TestCertificates _files = new();
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);

    public SecureDaemonTests() => _files.Make("server").Dispose();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("", 2)]
    [InlineData("http_server_config: {http2: true}", 2)]
    [InlineData("http_server_config: {http2: false}", 1)]
    public async Task Pages_come_over_tls_in_the_best_version_of_http_that_is_offered(string more, int version)
    {
        await using RunningDaemon daemon = await Start($"{Tls()}{more}\n");
        using HttpClient client = Client();
        using HttpResponseMessage answer = await Get(client, daemon, "/-/healthy");
        Assert.Equal((HttpStatusCode.OK, version), (answer.StatusCode, answer.Version.Major));
        Assert.Equal("https", daemon.Address.Scheme);
    }

    [Theory]
    [InlineData("", SslProtocols.Tls12, true)]
    [InlineData("", SslProtocols.Tls13, true)]
#pragma warning disable SYSLIB0039, CA5397 // The old version is what must be refused.
    [InlineData("", SslProtocols.Tls11, false)]
#pragma warning restore SYSLIB0039, CA5397
    [InlineData("min_version: TLS13", SslProtocols.Tls12, false)]
    [InlineData("min_version: TLS13", SslProtocols.Tls13, true)]
    [InlineData("max_version: TLS12", SslProtocols.Tls13, false)]
    public async Task Only_the_versions_of_the_configuration_are_spoken(string versions, SslProtocols protocol, bool spoken)
    {
        await using RunningDaemon daemon = await Start(Tls(versions));
        using HttpClient client = Client(protocol: protocol);
        if (spoken)
        {
            using HttpResponseMessage answer = await Get(client, daemon, "/-/healthy");
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
        else
        {
            await Assert.ThrowsAsync<HttpRequestException>(() => Get(client, daemon, "/-/healthy"));
        }
    }

    [Theory]
    [InlineData("NoClientCert", true, true, true)]
    [InlineData("RequestClientCert", true, true, true)]
    [InlineData("RequireAnyClientCert", false, true, true)]
    [InlineData("VerifyClientCertIfGiven", true, true, false)]
    [InlineData("RequireAndVerifyClientCert", false, true, false)]
    public async Task Clients_are_let_in_as_client_auth_type_says(string type, bool without, bool known, bool foreign)
    {
        string authorities = type.Contains("Verify", StringComparison.Ordinal) ? ", client_ca_file: ca.crt" : "";
        await using RunningDaemon daemon = await Start(Tls($"client_auth_type: {type}{authorities}"));
        using X509Certificate2 client = _files.Make("client");
        using var strangers = new TestCertificates();
        using X509Certificate2 stranger = strangers.Make("client");
        Assert.Equal((without, known, foreign), (await LetIn(daemon, null), await LetIn(daemon, client), await LetIn(daemon, stranger)));
    }

    [Fact]
    public async Task An_expired_certificate_of_a_client_is_refused()
    {
        await using RunningDaemon daemon = await Start(Tls("client_auth_type: RequireAndVerifyClientCert, client_ca_file: ca.crt"));
        using X509Certificate2 expired = _files.Make("client", from: -10, to: -5);
        Assert.False(await LetIn(daemon, expired));
    }

    [Theory]
    [InlineData("/metrics")]
    [InlineData("/")]
    [InlineData("/-/healthy")]
    [InlineData("/-/ready")]
    [InlineData("/nothing")]
    public async Task Every_page_wants_the_password(string path)
    {
        await using RunningDaemon daemon = await Start($"basic_auth_users: {{alice: {Hash}}}\n");
        foreach (string? credentials in (string?[])[null, "alice:tset", "bob:test", "alice"])
        {
            using HttpResponseMessage refused = await Get(daemon.Client, daemon, path, credentials);
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
            Assert.Equal("Basic realm=\"socket-exporter\", charset=\"UTF-8\"", $"{refused.Headers.WwwAuthenticate}");
            Assert.Equal("unauthorized\n", await refused.Content.ReadAsStringAsync());
        }

        using HttpResponseMessage answer = await Get(daemon.Client, daemon, path, "alice:test");
        Assert.NotEqual(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task Headers_are_on_every_answer()
    {
        await using RunningDaemon daemon = await Start($"http_server_config: {{headers: {{X-Frame-Options: deny}}}}\nbasic_auth_users: {{alice: {Hash}}}\n");
        foreach (string credentials in (string[])["alice:test", "alice:tset"])
        {
            using HttpResponseMessage answer = await Get(daemon.Client, daemon, "/", credentials);
            Assert.Equal(["deny"], answer.Headers.GetValues("X-Frame-Options"));
        }
    }

    [Fact]
    public async Task Requests_above_the_limit_are_told_so()
    {
        await using RunningDaemon daemon = await Start("rate_limit: {interval: 1h, burst: 2}\n");
        var answers = new List<HttpStatusCode>();
        for (int i = 0; i < 4; i++)
        {
            using HttpResponseMessage answer = await Get(daemon.Client, daemon, "/-/healthy");
            answers.Add(answer.StatusCode);
        }

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.TooManyRequests, HttpStatusCode.TooManyRequests], answers);
    }

    [Fact]
    public async Task A_new_certificate_is_shown_at_the_next_handshake_and_a_wrong_one_never()
    {
        await using RunningDaemon daemon = await Start(Tls());
        Assert.Equal("CN=server", await Shown(daemon));

        _files.Make("renewed").Dispose();
        File.Move(Path.Combine(_files.Folder, "renewed.crt"), Path.Combine(_files.Folder, "server.crt"), overwrite: true);
        Assert.Equal("CN=server", await Shown(daemon)); // Its key has not come yet.

        File.Move(Path.Combine(_files.Folder, "renewed.key"), Path.Combine(_files.Folder, "server.key"), overwrite: true);
        Assert.Equal("CN=renewed", await Shown(daemon));

        File.Delete(Path.Combine(_files.Folder, "server.key"));
        Assert.Equal("CN=renewed", await Shown(daemon));
        _files.Write("web.yml", "tls_server_config: {cert_file: server.crt}");
        Assert.Equal("CN=renewed", await Shown(daemon));
        _files.Write("web.yml", "# no TLS any more\n");
        Assert.Equal("CN=renewed", await Shown(daemon));

        _files.Make("third").Dispose();
        _files.Write("web.yml", Tls("", "third"));
        Assert.Equal("CN=third", await Shown(daemon));
    }

    [Fact]
    public async Task A_changed_password_holds_within_a_second()
    {
        await using RunningDaemon daemon = await Start($"basic_auth_users: {{alice: {Hash}}}\n");
        using HttpResponseMessage before = await Get(daemon.Client, daemon, "/-/healthy", "alice:test");
        Assert.Equal(HttpStatusCode.OK, before.StatusCode);

        _files.Write("web.yml", $"basic_auth_users: {{alice: {BCrypt.Net.BCrypt.HashPassword("new", 4)}, bob: {Hash}}}\n");
        _time.Advance(WebSecuritySource.LookInterval);
        using HttpResponseMessage old = await Get(daemon.Client, daemon, "/-/healthy", "alice:test");
        using HttpResponseMessage changed = await Get(daemon.Client, daemon, "/-/healthy", "alice:new");
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (old.StatusCode, changed.StatusCode));
    }

    [Fact]
    public async Task A_client_that_knows_the_root_alone_is_sent_the_certificate_in_between()
    {
        using X509Certificate2 between = _files.MakeAuthority("between");
        _files.Make("below", signer: between).Dispose();
        await using (RunningDaemon alone = await Start(Tls("", "below")))
        {
            await Assert.ThrowsAsync<AuthenticationException>(() => Shown(alone));
        }

        File.AppendAllText(Path.Combine(_files.Folder, "below.crt"), "\n" + between.ExportCertificatePem() + "\n" + _files.Authority.ExportCertificatePem());
        await using RunningDaemon daemon = await Start(Tls("", "below"));
        Assert.Equal("CN=below", await Shown(daemon));
    }

    [Fact]
    public async Task Plain_requests_and_rubbish_on_the_tls_port_leave_it_as_it_was()
    {
        await using RunningDaemon daemon = await Start(Tls());
        using var plain = new HttpClient();
        await Assert.ThrowsAsync<HttpRequestException>(() => plain.GetAsync(new Uri($"http://127.0.0.1:{daemon.Address.Port}/metrics")));
        for (int i = 0; i < 50; i++)
        {
            using var socket = new System.Net.Sockets.TcpClient();
            await socket.ConnectAsync(IPAddress.Loopback, daemon.Address.Port);
            await socket.GetStream().WriteAsync(new byte[] { 0x16, 3, 1, (byte)i, 0xff, 1, 0, 0 });
        }

        Assert.Equal("CN=server", await Shown(daemon));
    }

    private static string Tls(string more = "", string name = "server")
        => $"tls_server_config: {{cert_file: {name}.crt, key_file: {name}.key{(more.Length > 0 ? ", " : "")}{more}}}\n";

    private async Task<RunningDaemon> Start(string webConfiguration)
    {
        var errors = new List<string>();
        var web = WebSecuritySource.Open(_files.Write("web.yml", webConfiguration), _time, errors);
        Assert.Empty(errors);
        return await RunningDaemon.Start(_ => Samples.Good(), web: web);
    }

    /// <summary>Believes the test's authority and no other.</summary>
    private HttpClient Client(X509Certificate2? own = null, SslProtocols protocol = SslProtocols.None)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(_files.Authority);
        var options = new SslClientAuthenticationOptions { CertificateChainPolicy = policy, EnabledSslProtocols = protocol };
        if (own is not null)
        {
            options.ClientCertificateContext = SslStreamCertificateContext.Create(own, null, offline: true);
        }

        return new HttpClient(new SocketsHttpHandler { SslOptions = options, UseProxy = false }) { Timeout = TimeSpan.FromSeconds(20) };
    }

    private static Task<HttpResponseMessage> Get(HttpClient client, RunningDaemon daemon, string path, string? credentials = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(daemon.Address, path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        if (credentials is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials)));
        }

        return client.SendAsync(request);
    }

    private async Task<bool> LetIn(RunningDaemon daemon, X509Certificate2? certificate)
    {
        using HttpClient client = Client(certificate);
        try
        {
            using HttpResponseMessage answer = await Get(client, daemon, "/-/healthy");
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>The subject of the certificate that a new client sees and verifies.</summary>
    private async Task<string> Shown(RunningDaemon daemon)
    {
        using var socket = new System.Net.Sockets.TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, daemon.Address.Port);
        await using var stream = new SslStream(socket.GetStream());
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(_files.Authority);
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "127.0.0.1", CertificateChainPolicy = policy });
        return stream.RemoteCertificate!.Subject;
    }
}
