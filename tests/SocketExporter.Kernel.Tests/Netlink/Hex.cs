namespace SocketExporter.Kernel.Tests.Netlink;

internal static class Hex
{
    /// <summary>Bytes written as hexadecimal digits with spaces where they help the eye.</summary>
    public static byte[] Bytes(string text) => Convert.FromHexString(text.Replace(" ", "", StringComparison.Ordinal));
}
