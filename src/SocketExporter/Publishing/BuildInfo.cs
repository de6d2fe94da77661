using System.Reflection;

namespace SocketExporter.Publishing;

/// <summary>Which build this is.</summary>
/// <param name="Version">As in <c>0.1.0</c>.</param>
/// <param name="Revision">The commit, <c>&lt;unknown&gt;</c> when built outside of a repository.</param>
/// <param name="Runtime">As in <c>10.0.1</c>.</param>
internal sealed record BuildInfo(string Version, string Revision, string Runtime)
{
    /// <summary>In place of what the build did not know.</summary>
    public const string Unknown = "<unknown>";

    public static BuildInfo OfThisProgram { get; } = Parse(
        typeof(BuildInfo).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "",
        Environment.Version.ToString());

    /// <summary>The build writes <c>version+revision</c>.</summary>
    public static BuildInfo Parse(string informationalVersion, string runtime)
    {
        int plus = informationalVersion.IndexOf('+', StringComparison.Ordinal);
        string version = plus < 0 ? informationalVersion : informationalVersion[..plus];
        string revision = plus < 0 ? "" : informationalVersion[(plus + 1)..];
        return new BuildInfo(OrUnknown(version), OrUnknown(revision), OrUnknown(runtime));
    }

    private static string OrUnknown(string text) => text.Length == 0 ? Unknown : text;
}
