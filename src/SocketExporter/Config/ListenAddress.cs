using System.Globalization;
using System.Net;

namespace SocketExporter.Config;

/// <summary>
/// One address to serve on. Exactly one of these shapes: any address (only <see cref="Port"/>), one IP (<see cref="Address"/> and port), both loopback
/// addresses (<see cref="IsLocalhost"/> and port), a unix socket (<see cref="UnixPath"/>). Port 0 lets the kernel choose.
/// </summary>
internal sealed record ListenAddress
{
    public IPAddress? Address { get; private init; }

    public bool IsLocalhost { get; private init; }

    public int Port { get; private init; }

    public string? UnixPath { get; private init; }

    /// <summary>Names every address of the host, IPv4 and IPv6.</summary>
    public bool IsAny => Address is null && !IsLocalhost && UnixPath is null;

    /// <summary>sun_path holds 108 bytes, the last of which is NUL.</summary>
    private const int LongestUnixPathBytes = 107;

    /// <param name="complaint">What is wrong and how to mend it; null if nothing is.</param>
    public static ListenAddress? Read(string text, out string? complaint)
    {
        const string unixPrefix = "unix:";
        if (text.StartsWith(unixPrefix, StringComparison.Ordinal))
        {
            string path = text[unixPrefix.Length..];
            complaint = !path.StartsWith('/') || path.Contains('\0') || System.Text.Encoding.UTF8.GetByteCount(path) > LongestUnixPathBytes
                ? $"\"{text}\" names no unix socket; write unix: and an absolute path of at most {LongestUnixPathBytes} bytes"
                : null;
            return complaint is null ? new ListenAddress { UnixPath = path } : null;
        }

        int colon = text.LastIndexOf(':');
        string host = colon < 0 ? text : text[..colon];
        if (!TryReadPort(colon < 0 ? "" : text[(colon + 1)..], out int port))
        {
            complaint = TryReadPort(text, out port)
                ? $"\"{text}\" has no colon before the port; write :{port}"
                : $"\"{text}\" doesn't end in a port; write a colon and a number up to 65535, like :10105";
            return null;
        }

        complaint = null;
        switch (host)
        {
            case "":
                return new ListenAddress { Port = port };
            case "localhost":
                return new ListenAddress { IsLocalhost = true, Port = port };
            case ['[', .. var inner, ']'] when inner.Contains(':') && IPAddress.TryParse(inner, out IPAddress? ipv6):
                return new ListenAddress { Address = ipv6, Port = port };
        }

        // IPAddress.Parse takes "1" for 0.0.0.1 and "010.1.1.1" for octal; only the four decimal numbers mean here what they say.
        if (IPAddress.TryParse(host, out IPAddress? ipv4) && ipv4.ToString() == host && !host.Contains(':'))
        {
            return new ListenAddress { Address = ipv4, Port = port };
        }

        complaint = host.Contains(':')
            ? $"\"{text}\" holds an IPv6 address without brackets or none at all; write it like [::1]:{port}"
            : $"\"{text}\" names a host that is no IP address; write an IP address, localhost, or only :{port}";
        return null;
    }

    public override string ToString() => this switch
    {
        { UnixPath: { } path } => $"unix:{path}",
        { IsLocalhost: true } => $"localhost:{Port}",
        { Address: { } address } => new IPEndPoint(address, Port).ToString(),
        _ => $":{Port}",
    };

    private static bool TryReadPort(string text, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port <= 65535;
}
