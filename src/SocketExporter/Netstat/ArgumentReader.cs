using SocketExporter.Config;

namespace SocketExporter.Netstat;

/// <summary>
/// Reads words as net-tools' getopt_long does: letters in bundles, whose last may take the next word; long names, shortened as far as they stay unambiguous;
/// "--" before words that are no flags. The one word that is no flag is the time of -c.
/// </summary>
internal static class ArgumentReader
{
    /// <returns>Errors, none if the request may be answered.</returns>
    public static List<string> Read(IReadOnlyList<string> arguments, NetstatRequest request)
    {
        var errors = new List<string>();
        bool onlyWords = false;
        for (int i = 0; i < arguments.Count; i++)
        {
            string word = arguments[i];
            if (onlyWords || word.Length < 2 || word[0] != '-')
            {
                ReadWord(word, request, errors);
            }
            else if (word == "--")
            {
                onlyWords = true;
            }
            else if (word[1] == '-')
            {
                i += ReadName(word[2..], Next(arguments, i), request, errors);
            }
            else
            {
                i += ReadBundle(word, Next(arguments, i), request, errors);
            }
        }

        if (errors.Count == 0 && !request.Help && request.Complete() is { } contradiction)
        {
            errors.Add(contradiction);
        }

        return errors;
    }

    private static string? Next(IReadOnlyList<string> arguments, int i) => i + 1 < arguments.Count ? arguments[i + 1] : null;

    private static void ReadWord(string word, NetstatRequest request, List<string> errors)
    {
        if (!request.Continuous || request.Interval is not null || !NetstatFlags.TrySetInterval(request, word))
        {
            errors.Add($"unexpected word \"{word}\"");
        }
    }

    /// <returns>How many of the words behind it were taken.</returns>
    private static int ReadName(string word, string? next, NetstatRequest request, List<string> errors)
    {
        int equals = word.IndexOf('=', StringComparison.Ordinal);
        string name = equals < 0 ? word : word[..equals];
        if (Find(name, errors) is not { } flag)
        {
            return 0;
        }

        if (equals >= 0 && flag.ValueName is null)
        {
            errors.Add($"--{flag.Names[0]} takes no value; leave out {word[equals..]}");
            return 0;
        }

        bool takesNext = equals < 0 && flag.NeedsValue;
        if (takesNext && next is null)
        {
            errors.Add($"--{flag.Names[0]} has no value; write {flag.ValueName}");
            return 0;
        }

        string value = takesNext ? next! : equals < 0 ? "" : word[(equals + 1)..];
        Apply(flag, $"--{flag.Names[0]}", value, request, errors);
        return takesNext ? 1 : 0;
    }

    private static NetstatFlag? Find(string name, List<string> errors)
    {
        string[] exact = [.. NetstatFlags.All.SelectMany(static flag => flag.Names).Where(known => known == name)];
        string[] near = exact.Length > 0 || name.Length == 0
            ? exact
            : [.. NetstatFlags.All.SelectMany(static flag => flag.Names).Where(known => known.StartsWith(name, StringComparison.Ordinal))];
        NetstatFlag[] flags = [.. NetstatFlags.All.Where(flag => flag.Names.Any(near.Contains))];
        if (flags.Length == 1)
        {
            return flags[0];
        }

        errors.Add(flags.Length > 1
            ? $"--{name} may be {string.Join(" or ", near.Select(static known => "--" + known))}; write more of it"
            : $"unknown flag --{name}{NearestName.Hint(name, NetstatFlags.All.SelectMany(static flag => flag.Names), "")}");
        return null;
    }

    /// <returns>How many of the words behind it were taken.</returns>
    private static int ReadBundle(string word, string? next, NetstatRequest request, List<string> errors)
    {
        for (int i = 1; i < word.Length; i++)
        {
            char letter = word[i];
            if (NetstatFlags.All.FirstOrDefault(flag => flag.Letter == letter) is not { } flag)
            {
                errors.Add(word.Length == 2 ? $"unknown flag {word}" : $"unknown flag -{letter} in {word}");
                return 0;
            }

            if (flag.NeedsValue)
            {
                // As getopt: the rest of the bundle is its value, or else the next word.
                string? value = i + 1 < word.Length ? word[(i + 1)..] : next;
                if (value is null)
                {
                    errors.Add($"-{letter} has no value; write {flag.ValueName}");
                    return 0;
                }

                Apply(flag, $"-{letter}", value, request, errors);
                return i + 1 < word.Length ? 0 : 1;
            }

            Apply(flag, $"-{letter}", "", request, errors);
        }

        return 0;
    }

    private static void Apply(NetstatFlag flag, string spelled, string value, NetstatRequest request, List<string> errors)
    {
        if (flag.Effect(request, value) is { } error)
        {
            errors.Add($"{spelled}: {error}");
        }
    }
}
