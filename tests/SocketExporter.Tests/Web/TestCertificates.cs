using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SocketExporter.Tests.Web;

/// <summary>A folder with certificates, their keys and a web configuration that names them.</summary>
internal sealed class TestCertificates : IDisposable
{
    public TestCertificates()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Authority = OfAuthority("authority", key).CreateSelfSigned(DateTimeOffset.UtcNow.AddYears(-3), DateTimeOffset.UtcNow.AddYears(1));
        Write("ca.crt", Authority.ExportCertificatePem());
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("web").FullName;

    public X509Certificate2 Authority { get; }

    public string Write(string name, string text)
    {
        string path = Path.Combine(Folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>One that the authority has signed; with its key.</summary>
    public X509Certificate2 MakeAuthority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Sign(OfAuthority(name, key), Authority, -1, 1).CopyWithPrivateKey(key);
    }

    /// <summary>Signed by the authority, for 127.0.0.1; written to NAME.crt and NAME.key.</summary>
    /// <param name="from">Days from now.</param>
    /// <param name="to">Days from now.</param>
    public X509Certificate2 Make(string name, AsymmetricAlgorithm? key = null, int from = -1, int to = 1, X509Certificate2? signer = null)
    {
        CertificateRequest request = key is RSA rsa
            ? new CertificateRequest($"CN={name}", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : new CertificateRequest($"CN={name}", (ECDsa)(key ??= ECDsa.Create(ECCurve.NamedCurves.nistP256)), HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        X509Certificate2 certificate = Sign(request, signer ?? Authority, from, to);
        Write($"{name}.crt", certificate.ExportCertificatePem());
        Write($"{name}.key", key!.ExportPkcs8PrivateKeyPem());
        return key is RSA own ? certificate.CopyWithPrivateKey(own) : certificate.CopyWithPrivateKey((ECDsa)key);
    }

    public void Dispose()
    {
        Authority.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private static CertificateRequest OfAuthority(string name, ECDsa key)
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request;
    }

    private static X509Certificate2 Sign(CertificateRequest request, X509Certificate2 signer, int from, int to)
    {
        using ECDsa key = signer.GetECDsaPrivateKey()!;
        return request.Create(
            signer.SubjectName,
            X509SignatureGenerator.CreateForECDsa(key),
            DateTimeOffset.UtcNow.AddDays(from),
            DateTimeOffset.UtcNow.AddDays(to),
            RandomNumberGenerator.GetBytes(8));
    }
}
