using System.Security.Cryptography;
using SocketExporter.Web;

namespace SocketExporter.Tests.Web;

public sealed class WebSecurityTests : IDisposable
{
    private readonly TestCertificates _files = new();
    private readonly List<string> _errors = [];
    private readonly List<FileStamp> _stamps = [];

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Certificates_of_both_kinds_of_key_are_read()
    {
        using var rsa = RSA.Create(2048);
        _files.Make("elliptic").Dispose();
        _files.Make("rsa", rsa).Dispose();
        Assert.NotNull(Read(Tls("elliptic.crt", "elliptic.key"))!.Tls);
        Assert.NotNull(Read(Tls("rsa.crt", "rsa.key"))!.Tls);
        _files.Write("old.key", rsa.ExportRSAPrivateKeyPem());
        Assert.NotNull(Read(Tls("rsa.crt", "old.key"))!.Tls);
        Assert.Empty(_errors);
    }

    [Fact]
    public void Every_file_that_was_read_is_watched()
    {
        _files.Make("server").Dispose();
        string path = Tls("server.crt", "server.key", "client_auth_type: RequireAndVerifyClientCert, client_ca_file: ca.crt");
        Assert.NotNull(Read(path));
        Assert.Equal(["web.yml", "server.crt", "server.key", "ca.crt"], _stamps.Select(static stamp => Path.GetFileName(stamp.Path)));
    }

    [Fact]
    public void Files_that_are_not_there_are_named_with_the_line_that_names_them()
    {
        Assert.Null(Read(Tls("gone.crt", "gone.key", "client_auth_type: RequireAndVerifyClientCert, client_ca_file: .")));
        Assert.Equal(
            [
                "tls_server_config.cert_file at web.yml:2: DIR/gone.crt does not exist; create it or correct the path",
                "tls_server_config.key_file at web.yml:2: DIR/gone.key does not exist; create it or correct the path",
                "tls_server_config.client_ca_file at web.yml:2: DIR/. is a directory; name a file in it",
            ],
            Errors());
    }

    [Fact]
    public void A_key_of_another_certificate_is_an_error()
    {
        using var rsa = RSA.Create(2048);
        _files.Make("server").Dispose();
        _files.Make("other").Dispose();
        _files.Make("third", rsa).Dispose();
        Assert.Null(Read(Tls("server.crt", "other.key")));
        Assert.Null(Read(Tls("server.crt", "third.key")));
        Assert.Equal(
            [
                "tls_server_config.key_file at web.yml:2: DIR/other.key is not the key of the first certificate in DIR/server.crt; name two files that belong together",
                "tls_server_config.key_file at web.yml:2: DIR/third.key is not the key of the first certificate in DIR/server.crt; name two files that belong together",
            ],
            Errors());
    }

    [Fact]
    public void A_key_that_can_not_be_used_is_an_error_that_says_why()
    {
        using var key = ECDsa.Create();
        _files.Make("server").Dispose();
        _files.Write("locked.key", key.ExportEncryptedPkcs8PrivateKeyPem("x", new PbeParameters(PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA256, 1000)));
        _files.Write("empty.key", "");
        _files.Write("broken.key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
        foreach (string name in (string[])["locked.key", "empty.key", "broken.key", "server.crt"])
        {
            Assert.Null(Read(Tls("server.crt", name)));
        }

        Assert.Equal(
            [
                "DIR/locked.key is encrypted; write it without a passphrase, with openssl pkey -in FILE -out FILE, and let nobody else read it",
                "DIR/empty.key holds no private key; write it in PEM, from -----BEGIN PRIVATE KEY----- on",
                "DIR/broken.key holds no private key of RSA or ECDSA that can be read; other kinds are not supported",
                "DIR/server.crt holds no private key; name the file of the key, not that of the certificate",
            ],
            Errors().Select(static error => error["tls_server_config.key_file at web.yml:2: ".Length..]));
    }

    [Fact]
    public void What_is_no_certificate_is_an_error()
    {
        _files.Make("server").Dispose();
        _files.Write("broken.crt", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        Assert.Null(Read(Tls("server.key", "server.key")));
        Assert.Null(Read(Tls("broken.crt", "server.key")));
        Assert.Equal(2, _errors.Count);
        Assert.Equal(
            "tls_server_config.cert_file at web.yml:2: DIR/server.key holds no certificate; write it in PEM, from -----BEGIN CERTIFICATE----- on", Errors()[0]);
        Assert.StartsWith("tls_server_config.cert_file at web.yml:2: DIR/broken.crt holds no certificate that can be read (", Errors()[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Authorities_without_a_root_are_an_error_as_no_client_would_ever_be_let_in()
    {
        _files.Make("server").Dispose();
        Assert.Null(Read(Tls("server.crt", "server.key", "client_auth_type: RequireAndVerifyClientCert, client_ca_file: server.crt")));
        Assert.Equal(
            ["tls_server_config.client_ca_file at web.yml:2: DIR/server.crt holds no root certificate, only such as others have signed; append the root's"], Errors());
    }

    [Theory]
    [InlineData(-10, -1, "expired at ", "; renew it")]
    [InlineData(1, 10, "is not valid before ", "; look at the clock of this host")]
    public void A_certificate_out_of_its_time_is_a_warning(int from, int to, string problem, string mend)
    {
        _files.Make("server", from: from, to: to).Dispose();
        string warning = Assert.Single(Read(Tls("server.crt", "server.key"))!.Warnings);
        Assert.StartsWith(
            $"tls_server_config.cert_file at web.yml:2: the certificate of CN=server in DIR/server.crt {problem}", Short(warning), StringComparison.Ordinal);
        Assert.EndsWith(mend, warning, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_an_error()
    {
        Assert.Null(Read(Path.Combine(_files.Folder, "none.yml")));
        Assert.Equal(["web configuration file DIR/none.yml does not exist; create it or correct the path"], Errors());
    }

    [Fact]
    public void A_stamp_sees_what_a_link_leads_to()
    {
        _files.Write("one", "1");
        _files.Write("two", "22");
        string link = Path.Combine(_files.Folder, "link");
        string folder = Path.Combine(_files.Folder, "data");
        File.CreateSymbolicLink(folder, _files.Folder);
        File.CreateSymbolicLink(link, "data/one");
        FileStamp before = FileStamp.Of(link);
        Assert.Equal(1, before.Bytes);
        Assert.Equal(before, FileStamp.Of(link));
        File.Delete(link);
        File.CreateSymbolicLink(link, "data/two");
        Assert.Equal(2, FileStamp.Of(link).Bytes);
        File.Delete(folder);
        Assert.Equal(-1, FileStamp.Of(link).Bytes);
    }

    private string Tls(string certificate, string key, string more = "")
        => _files.Write("web.yml", $"tls_server_config:\n  {{cert_file: {certificate}, key_file: {key}{(more.Length > 0 ? ", " : "")}{more}}}\n");

    private WebSecurity? Read(string path)
    {
        _stamps.Clear();
        return WebSecurity.Read(path, DateTimeOffset.UtcNow, _stamps, _errors);
    }

    private List<string> Errors() => [.. _errors.Select(Short)];

    private string Short(string text)
        => text.Replace($"{_files.Folder}/web.yml", "web.yml", StringComparison.Ordinal).Replace(_files.Folder, "DIR", StringComparison.Ordinal);
}
