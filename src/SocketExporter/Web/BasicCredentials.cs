using System.Text;

namespace SocketExporter.Web;

/// <summary>User name and password of the header Authorization (RFC 7617).</summary>
internal readonly record struct BasicCredentials(string User, string Password)
{
    private const string Scheme = "Basic ";

    /// <returns>null where the header is none of that scheme.</returns>
    public static BasicCredentials? Read(string? header)
    {
        if (header is null || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        ReadOnlySpan<char> encoded = header.AsSpan(Scheme.Length).Trim();
        byte[] bytes = new byte[encoded.Length];
        if (!Convert.TryFromBase64Chars(encoded, bytes, out int length))
        {
            return null;
        }

        string text = Encoding.UTF8.GetString(bytes, 0, length);
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? null : new BasicCredentials(text[..colon], text[(colon + 1)..]);
    }
}
