using System.Buffers.Text;
using System.Text;

namespace SocketExporter.Kernel.Processes;

/// <summary>The file passwd: "www-data:x:33:33:…". It is people's, not the kernel's: a line of another shape is passed over.</summary>
internal static class UserNamesText
{
    /// <summary>Names that are remembered. Hosts with more users have them elsewhere.</summary>
    public const int MaxUsers = 65_536;

    /// <summary>useradd allows 32; more is taken for no name.</summary>
    private const int MaxNameBytes = 256;

    /// <summary>The first name of each user id, as getpwuid gives it.</summary>
    public static Dictionary<uint, string> Parse(ReadOnlySpan<byte> text)
    {
        Dictionary<uint, string> names = [];
        foreach (Range range in text.Split((byte)'\n'))
        {
            ReadOnlySpan<byte> line = text[range];
            int name = line.IndexOf((byte)':');
            if (name is <= 0 or > MaxNameBytes || line[0] is (byte)'#' or (byte)'+' or (byte)'-')
            {
                continue;
            }

            ReadOnlySpan<byte> rest = line[(name + 1)..];
            rest = rest[(rest.IndexOf((byte)':') + 1)..];
            if (Utf8Parser.TryParse(rest, out uint uid, out int used) && used < rest.Length && rest[used] == ':' && names.Count < MaxUsers)
            {
                names.TryAdd(uid, Encoding.UTF8.GetString(line[..name]));
            }
        }

        return names;
    }
}
