using System.Text;
using SocketExporter.Config;

namespace SocketExporter.Web;

/// <summary>Reads PEM files, bounded.</summary>
internal static class PemText
{
    /// <summary>Hundreds of certificates.</summary>
    private const int LargestBytes = 1024 * 1024;

    /// <returns>null if there is an error, which names who named the file, the file and the mend.</returns>
    public static string? Read(NamedFile file, List<string> errors)
    {
        string? complaint;
        try
        {
            if (Directory.Exists(file.Path))
            {
                complaint = "is a directory; name a file in it";
            }
            else
            {
                using var stream = new FileStream(file.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
                byte[] bytes = new byte[LargestBytes + 1];
                int length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
                if (length <= LargestBytes)
                {
                    return Encoding.Latin1.GetString(bytes, 0, length);
                }

                complaint = $"is larger than {LargestBytes} bytes; name the right file";
            }
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            complaint = "does not exist; create it or correct the path";
        }
        catch (UnauthorizedAccessException)
        {
            complaint = "may not be read; give the user of this process the right to read it";
        }
        catch (Exception failure) when (failure is IOException or NotSupportedException)
        {
            complaint = $"can't be read ({failure.Message.TrimEnd('.')}); name a regular file";
        }

        errors.Add($"{file.Subject}: {file.Path} {complaint}");
        return null;
    }
}
