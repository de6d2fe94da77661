using System.Globalization;
using System.Text;
using SocketExporter.Kernel.Io;
using SocketExporter.Kernel.Netlink;

namespace SocketExporter.Kernel.Routes;

/// <summary>Names of routing tables, as iproute2 gives them: rt_tables below /etc/iproute2, or where that is not there below /usr/share/iproute2 or /usr/lib/iproute2.</summary>
public sealed class RouteTableNames
{
    /// <summary>Bytes; the file that distributions ship has about 100.</summary>
    public const int MaxFileBytes = 64 * 1024;

    /// <summary>UTF-16 units of a name.</summary>
    public const int MaxNameLength = 64;

    private static readonly string[] Directories = ["/etc/iproute2", "/usr/share/iproute2", "/usr/lib/iproute2"];

    private readonly Dictionary<uint, string> _names = new() { [0] = "unspec", [253] = "default", [254] = "main", [255] = "local" };

    private RouteTableNames()
    {
    }

    /// <summary>The four names that every kernel knows.</summary>
    public static RouteTableNames WellKnown => new();

    /// <summary>The host's own names; a file that is not there or is not what it should be leaves the well-known ones. A recording has no others.</summary>
    public static RouteTableNames Read(KernelSource kernel)
    {
        var names = new RouteTableNames();
        foreach (string directory in kernel.HasFilesOfThisHost ? Directories : [])
        {
            using var file = new KernelFile($"{directory}/rt_tables", MaxFileBytes);
            try
            {
                if (file.TryReadIfPresent(out ReadOnlySpan<byte> text))
                {
                    names.Parse(text);
                    break;
                }
            }
            catch (KernelReadException)
            {
                // Numbers are as good.
            }
        }

        return names;
    }

    /// <summary>"main", "vpn" or the number.</summary>
    public string NameOf(uint table) => _names.TryGetValue(table, out string? name) ? name : table.ToString(CultureInfo.InvariantCulture);

    /// <summary>
    /// Lines "NUMBER NAME", # begins a comment. iproute2 skips lines that it doesn't understand, and so does this. The well-known names stay; of two tables with one name the second keeps its number:
    /// two tables must not look like one.
    /// </summary>
    internal void Parse(ReadOnlySpan<byte> text)
    {
        HashSet<string> taken = [.. _names.Values];
        foreach (string line in Encoding.UTF8.GetString(text).Split('\n'))
        {
            string[] words = line.Split('#')[0].Split([' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 2 && TryParseNumber(words[0], out uint table) && IsName(words[1]) && !_names.ContainsKey(table) && taken.Add(words[1]))
            {
                _names.Add(table, words[1]);
            }
        }
    }

    private static bool TryParseNumber(string word, out uint number) => word.StartsWith("0x", StringComparison.Ordinal)
        ? uint.TryParse(word.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number)
        : uint.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    /// <summary>A name made of digits alone would be taken for a number.</summary>
    private static bool IsName(string word) => word.Length <= MaxNameLength && !word.All(char.IsAsciiDigit) && !word.Any(char.IsControl);
}
