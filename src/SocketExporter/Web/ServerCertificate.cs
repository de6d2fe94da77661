using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using SocketExporter.Config;

namespace SocketExporter.Web;

/// <summary>Reads the certificate that the daemon shows, with its key, and the certificates between it and its authority.</summary>
internal static class ServerCertificate
{
    /// <param name="chain">All certificates of the file, the daemon's own first.</param>
    /// <returns>The daemon's own with its key; null if there is an error.</returns>
    public static X509Certificate2? Read(NamedFile certificateFile, NamedFile keyFile, out X509Certificate2Collection chain, List<string> errors)
    {
        chain = [];
        string? certificates = PemText.Read(certificateFile, errors);
        string? key = PemText.Read(keyFile, errors);
        bool good = certificates is not null && Certificates(certificateFile, certificates, chain, errors);
        if (key is not null && KeyComplaint(key) is { } complaint)
        {
            errors.Add($"{keyFile.Subject}: {keyFile.Path} {complaint}");
            return null;
        }

        if (!good || key is null)
        {
            return null;
        }

        try
        {
            return X509Certificate2.CreateFromPem(certificates, key);
        }
        catch (Exception failure) when (failure is CryptographicException or ArgumentException)
        {
            errors.Add($"{keyFile.Subject}: {keyFile.Path} is not the key of the first certificate in {certificateFile.Path}; name two files that belong together");
            return null;
        }
    }

    /// <summary>Adds the certificates of a text to <paramref name="found"/>; false if it has none that can be read.</summary>
    public static bool Certificates(NamedFile file, string text, X509Certificate2Collection found, List<string> errors)
    {
        string reason = "";
        try
        {
            found.ImportFromPem(text);
        }
        catch (CryptographicException failure)
        {
            reason = $" that can be read ({failure.Message.TrimEnd('.')})";
        }

        if (found.Count == 0 || reason.Length > 0)
        {
            errors.Add($"{file.Subject}: {file.Path} holds no certificate{reason}; write it in PEM, from -----BEGIN CERTIFICATE----- on");
            return false;
        }

        return true;
    }

    /// <summary>One line about a certificate whose time is over or has not begun; null if it is good now.</summary>
    public static string? Untimely(NamedFile file, X509Certificate2 certificate, DateTimeOffset now)
    {
        string subject = $"{file.Subject}: the certificate of {certificate.Subject} in {file.Path}";
        return certificate.NotAfter.ToUniversalTime() < now.UtcDateTime
            ? $"{subject} expired at {certificate.NotAfter.ToUniversalTime():u}; renew it"
            : certificate.NotBefore.ToUniversalTime() > now.UtcDateTime
                ? $"{subject} is not valid before {certificate.NotBefore.ToUniversalTime():u}; look at the clock of this host"
                : null;
    }

    private static string? KeyComplaint(string text)
    {
        if (!PemEncoding.TryFind(text, out _))
        {
            return "holds no private key; write it in PEM, from -----BEGIN PRIVATE KEY----- on";
        }

        if (text.Contains("ENCRYPTED", StringComparison.Ordinal))
        {
            return "is encrypted; write it without a passphrase, with openssl pkey -in FILE -out FILE, and let nobody else read it";
        }

        if (!text.Contains("PRIVATE KEY-----", StringComparison.Ordinal))
        {
            return "holds no private key; name the file of the key, not that of the certificate";
        }

        return IsKey(RSA.Create, text) || IsKey(ECDsa.Create, text) ? null : "holds no private key of RSA or ECDSA that can be read; other kinds are not supported";
    }

    private static bool IsKey(Func<AsymmetricAlgorithm> create, string text)
    {
        using AsymmetricAlgorithm algorithm = create();
        try
        {
            algorithm.ImportFromPem(text);
            return true;
        }
        catch (Exception failure) when (failure is CryptographicException or ArgumentException)
        {
            return false;
        }
    }
}
