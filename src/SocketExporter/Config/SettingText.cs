using System.Buffers;
using System.Globalization;

namespace SocketExporter.Config;

/// <summary>What each kind of setting accepts as text. The same rules hold for flags, environment variables and the file.</summary>
internal static class SettingText
{
    /// <summary>Characters that a URL path holds unescaped and that mean nothing to a route.</summary>
    private static readonly SearchValues<char> PlainInUrlPath =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/");

    /// <summary>Each is a series of the page.</summary>
    public const int MostExpectedListeners = 500;

    /// <summary>What is wrong with the texts of a value, as whole messages; nothing if they are good.</summary>
    public static IEnumerable<string> Complaints(SettingValue value)
    {
        IEnumerable<string> complaints = [.. value.Texts.SelectMany(text => Complaints(value.Setting, text)), .. ListComplaints(value)];
        return complaints.Select(complaint => $"{value.Subject}: {complaint}");
    }

    /// <summary>What is wrong with the texts together, to be put after who said it.</summary>
    public static IReadOnlyList<string> ListComplaints(SettingValue value)
    {
        List<string> complaints = [];

        // Of a text that is wrong by itself it is said already, each time.
        foreach (IGrouping<string, string> same in value.Texts.GroupBy(static text => text).Where(same => same.Count() > 1 && Complaints(value.Setting, same.Key).Count == 0))
        {
            complaints.Add($"\"{same.Key}\" is named twice; keep one");
        }

        if (value.Setting.Kind == SettingKind.ExpectedListeners && value.Texts.Count > MostExpectedListeners)
        {
            complaints.Add($"{value.Texts.Count} listeners are named, and each is a series of the page; keep at most {MostExpectedListeners}");
        }

        if (value.Setting.Kind == SettingKind.ProcessNames && value.Texts.Count > ProcessNameRule.MaxRules)
        {
            complaints.Add($"{value.Texts.Count} rules are more than {ProcessNameRule.MaxRules}; join some with | in their patterns");
        }

        if (value.Setting.Kind == SettingKind.PeerGroups)
        {
            complaints.AddRange(PeerGroup.ComplaintsOfAll(value.Texts));
        }

        return complaints;
    }

    /// <summary>Everything that is wrong with one text, each with its mend, to be put after who said it; nothing if it is good.</summary>
    public static IReadOnlyList<string> Complaints(Setting setting, string text)
    {
        switch (setting.Kind)
        {
            case SettingKind.InterfacePatterns:
                return [.. InterfacePattern.Split(text).Select(InterfacePattern.Complaint).OfType<string>()];
            case SettingKind.PeerGroups:
                PeerGroup.Read(text, out IReadOnlyList<string> ofGroup);
                return ofGroup;
            case SettingKind.ProcessNames:
                ProcessNameRule.Read(text, out IReadOnlyList<string> ofRule);
                return ofRule;
            default:
                return Complaint(setting, text) is { } complaint ? [complaint] : [];
        }
    }

    private static string? Complaint(Setting setting, string text) => setting.Kind switch
    {
        SettingKind.Duration => DurationComplaint(setting, text),
        SettingKind.Cores => CoresComplaint(setting, text),
        SettingKind.Count => CountComplaint(setting, text),
        SettingKind.ListenAddresses => ListenAddress.Read(text, out string? complaint) is null ? complaint : null,
        SettingKind.ExpectedListeners or SettingKind.AllowedListeners =>
            ListenerEntry.Read(text, setting.Kind == SettingKind.AllowedListeners, out string? complaint) is null ? complaint : null,
        SettingKind.Path => PathComplaint(text),
        SettingKind.UrlPath => UrlPathComplaint(text),
        SettingKind.Choice => setting.Choices.Contains(text, StringComparer.Ordinal)
            ? null
            : $"\"{text}\" is not known{NearestName.Hint(text, setting.Choices, "; write " + Words(setting.Choices))}",
        SettingKind.Switch => TryParseSwitch(text, out _) ? null : $"\"{text}\" is neither true nor false; write true, false, 1 or 0",
        _ => throw new ArgumentOutOfRangeException(nameof(setting), setting.Kind, "kind of setting without a rule"),
    };

    /// <summary>What to write, for a message about a value that is missing or of the wrong shape.</summary>
    public static string Expected(Setting setting) => setting.Kind switch
    {
        SettingKind.Duration => $"a duration from {setting.Minimum} to {setting.Maximum}, like 250ms, 5s or 1m30s",
        SettingKind.Cores => $"a number of cores from {setting.Minimum} to {setting.Maximum}, like 0.05",
        SettingKind.Count => $"a whole number from {setting.Minimum} to {setting.Maximum}",
        SettingKind.ListenAddresses => "an address, like :10105, or a list of them",
        SettingKind.InterfacePatterns => "names of interfaces with * and ?, like veth*, or a list of them",
        SettingKind.ExpectedListeners => "a listener, like tcp/80, tcp/any:443 or tcp/[::1]:8080, or a list of them",
        SettingKind.AllowedListeners => "a listener, like tcp/80, tcp/loopback:* or tcp/8000-8010, or a list of them",
        SettingKind.PeerGroups => "groups by name, like database: {cidr: [10.0.0.0/8], port: [5432]}",
        SettingKind.ProcessNames => "a list of rules, like {name: \"java-{jar}\", comm: java, cmdline: \".*/(?<jar>[a-z]+)[.]jar.*\"}",
        SettingKind.Path => "a path",
        SettingKind.UrlPath => "a path that begins with a slash, like /metrics",
        SettingKind.Choice => Words(setting.Choices),
        SettingKind.Switch => "true or false",
        _ => throw new ArgumentOutOfRangeException(nameof(setting), setting.Kind, "kind of setting without a rule"),
    };

    public static bool TryParseSwitch(string text, out bool value)
    {
        value = text is "1" || text.Equals("true", StringComparison.OrdinalIgnoreCase);
        return value || text is "0" || text.Equals("false", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>By way of decimal, which knows no NaN and no infinity.</summary>
    public static double ParseCores(string text) => (double)decimal.Parse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);

    public static int ParseCount(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    private static string? DurationComplaint(Setting setting, string text)
    {
        if (text.StartsWith('-') && PrometheusDuration.TryParse(text.AsSpan(1), out _))
        {
            return $"\"{text}\" is out of range; write a duration from {setting.Minimum} to {setting.Maximum}";
        }

        if (!PrometheusDuration.TryParse(text, out TimeSpan duration))
        {
            return $"\"{text}\" is no duration; write a number and a unit, like 250ms, 5s or 1m30s";
        }

        return (setting.Minimum is { } minimum && duration < PrometheusDuration.Parse(minimum))
            || (setting.Maximum is { } maximum && duration > PrometheusDuration.Parse(maximum))
            ? $"\"{text}\" is out of range; write a duration from {setting.Minimum} to {setting.Maximum}"
            : null;
    }

    private static string? CoresComplaint(Setting setting, string text)
    {
        if (!decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) || text.StartsWith('+'))
        {
            return $"\"{text}\" is no number of cores; write a decimal number from {setting.Minimum} to {setting.Maximum}, like 0.05";
        }

        double cores = text.StartsWith('-') ? double.NegativeInfinity : ParseCores(text);
        return (setting.Minimum is { } minimum && cores < ParseCores(minimum))
            || (setting.Maximum is { } maximum && cores > ParseCores(maximum))
            ? $"\"{text}\" is out of range; write a number of cores from {setting.Minimum} to {setting.Maximum}"
            : null;
    }

    private static string? CountComplaint(Setting setting, string text)
    {
        ReadOnlySpan<char> digits = text.StartsWith('-') ? text.AsSpan(1) : text;
        if (digits.IsEmpty || digits.IndexOfAnyExceptInRange('0', '9') >= 0)
        {
            return $"\"{text}\" is no whole number; write a number from {setting.Minimum} to {setting.Maximum}";
        }

        return !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            || (setting.Minimum is { } minimum && count < ParseCount(minimum))
            || (setting.Maximum is { } maximum && count > ParseCount(maximum))
            ? $"\"{text}\" is out of range; write a number from {setting.Minimum} to {setting.Maximum}"
            : null;
    }

    private static string? PathComplaint(string text)
    {
        if (text.Length == 0)
        {
            return "the path is empty; write a path";
        }

        return text.AsSpan().IndexOfAnyInRange('\0', '\u001f') >= 0 ? "the path holds a control character; remove it" : null;
    }

    private static string? UrlPathComplaint(string text)
    {
        if (!text.StartsWith('/'))
        {
            return $"\"{text}\" does not begin with a slash; write a path like /metrics";
        }

        if (text.AsSpan().IndexOfAnyExcept(PlainInUrlPath) is var other and >= 0)
        {
            return $"\"{text}\" holds the character '{text[other]}'; write letters, digits and -._~ between slashes";
        }

        string[] words = text[1..].Split('/');
        if (words.Any(word => word is "" or "." or ".."))
        {
            return $"\"{text}\" has an empty or dotted part; write a path like /metrics";
        }

        // "/-/" holds health, readiness and reload, as in Prometheus.
        return words[0] is "-" ? $"\"{text}\" lies under /-/, which serves health and readiness; write a path like /metrics" : null;
    }

    private static string Words(IReadOnlyList<string> choices) =>
        choices.Count == 1 ? choices[0] : string.Join(", ", choices.SkipLast(1)) + " or " + choices[^1];
}
