using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using SocketExporter.Config;

namespace SocketExporter.Web;

/// <summary>What the daemon needs for a handshake, read from the files that the configuration names. Immutable; changed files make a new one.</summary>
internal sealed class TlsServer
{
    private TlsServer(SslServerAuthenticationOptions options, IReadOnlyList<string> warnings)
    {
        Options = options;
        Warnings = warnings;
    }

    public SslServerAuthenticationOptions Options { get; }

    /// <summary>Certificates out of their time, one line each.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <param name="errors">One line each: who names the file, what is wrong with it, the mend.</param>
    /// <returns>null if there is an error.</returns>
    public static TlsServer? Read(TlsServerConfiguration configuration, DateTimeOffset now, List<string> errors)
    {
        X509Certificate2? own = ServerCertificate.Read(configuration.Certificate, configuration.Key, out X509Certificate2Collection chain, errors);
        X509Certificate2Collection authorities = [];
        if (configuration.ClientAuthorities is { } file && !ReadAuthorities(file, authorities, errors))
        {
            return null;
        }

        if (own is null)
        {
            return null;
        }

        string?[] untimely =
        [
            ServerCertificate.Untimely(configuration.Certificate, own, now),
            .. authorities.Select(authority => ServerCertificate.Untimely(configuration.ClientAuthorities!, authority, now)),
        ];
        return new TlsServer(Handshake(configuration, own, chain, authorities), [.. untimely.OfType<string>()]);
    }

    private static bool ReadAuthorities(NamedFile file, X509Certificate2Collection authorities, List<string> errors)
    {
        if (PemText.Read(file, errors) is not { } text || !ServerCertificate.Certificates(file, text, authorities, errors))
        {
            return false;
        }

        if (authorities.Any(static authority => authority.SubjectName.RawData.AsSpan().SequenceEqual(authority.IssuerName.RawData)))
        {
            return true;
        }

        errors.Add($"{file.Subject}: {file.Path} holds no root certificate, only such as others have signed; append the root's");
        return false;
    }

    private static SslServerAuthenticationOptions Handshake(
        TlsServerConfiguration configuration, X509Certificate2 own, X509Certificate2Collection chain, X509Certificate2Collection authorities)
    {
        // Nothing is fetched over the network for a client's certificate, nor for ours.
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(authorities);
        ClientAuthentication clients = configuration.ClientAuthentication;
        return new SslServerAuthenticationOptions
        {
            ServerCertificateContext = SslStreamCertificateContext.Create(own, chain, offline: true),
            EnabledSslProtocols = (configuration.Tls12 ? SslProtocols.Tls12 : SslProtocols.None) | (configuration.Tls13 ? SslProtocols.Tls13 : SslProtocols.None),
            ClientCertificateRequired = clients != ClientAuthentication.None,
            CertificateChainPolicy = policy,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            RemoteCertificateValidationCallback = (_, certificate, _, errors) => clients switch
            {
                ClientAuthentication.None or ClientAuthentication.Requested => true,
                ClientAuthentication.RequiredUnverified => certificate is not null,
                ClientAuthentication.VerifiedIfGiven => certificate is null || errors == SslPolicyErrors.None,
                _ => certificate is not null && errors == SslPolicyErrors.None,
            },

            // A session that is resumed would go on with what an authority vouched for that may be gone from the file by now.
            AllowTlsResume = clients == ClientAuthentication.None,
        };
    }
}
