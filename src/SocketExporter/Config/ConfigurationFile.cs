using System.Text;
using System.Text.Unicode;

namespace SocketExporter.Config;

/// <summary>Reads the bytes of a configuration file, bounded, and makes text of them.</summary>
internal static class ConfigurationFile
{
    /// <summary>Far above any real file; /dev/zero or a log named by mistake ends here.</summary>
    public const int LargestFileBytes = 1024 * 1024;

    /// <exception cref="ConfigurationException">It can't be read, or what was read is no text.</exception>
    public static string Read(string path)
    {
        byte[] bytes = new byte[LargestFileBytes + 1];
        int length;
        try
        {
            if (Directory.Exists(path))
            {
                throw new ConfigurationException($"configuration file {path} is a directory; name a file in it");
            }

            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException(Explain(path, failure));
        }

        return Decode(path, bytes.AsSpan(0, length));
    }

    /// <summary>UTF-8, with or without a byte order mark, without control characters: YAML forbids them, and its reader would end silently at a NUL.</summary>
    /// <exception cref="ConfigurationException">The bytes are no such text.</exception>
    internal static string Decode(string path, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > LargestFileBytes)
        {
            throw new ConfigurationException($"configuration file {path} is larger than {LargestFileBytes} bytes; name the right file");
        }

        if (bytes.StartsWith(Encoding.UTF8.Preamble))
        {
            bytes = bytes[Encoding.UTF8.Preamble.Length..];
        }

        char[] characters = new char[bytes.Length];
        Utf8.ToUtf16(bytes, characters, out int read, out int written, replaceInvalidSequences: false);
        if (read < bytes.Length)
        {
            throw new ConfigurationException($"invalid UTF-8 (byte 0x{bytes[read]:x2}) at {path}:{LineOf(bytes[..read])}; save the file as UTF-8");
        }

        for (int index = 0; index < bytes.Length; index++)
        {
            if (bytes[index] is (< 0x20 and not ((byte)'\t' or (byte)'\n' or (byte)'\r')) or 0x7f)
            {
                throw new ConfigurationException($"control character 0x{bytes[index]:x2} at {path}:{LineOf(bytes[..index])}; remove it");
            }
        }

        return new string(characters, 0, written);
    }

    internal static string Explain(string path, Exception failure) => failure switch
    {
        FileNotFoundException or DirectoryNotFoundException => $"configuration file {path} does not exist; create it or correct the path",
        UnauthorizedAccessException => $"configuration file {path} may not be read; give the user of this process the right to read it",
        _ => $"configuration file {path} can't be read ({failure.Message.TrimEnd('.')}); name a regular file",
    };

    private static int LineOf(ReadOnlySpan<byte> before) => before.Count((byte)'\n') + 1;
}
