using System.Reflection;
using System.Runtime.InteropServices;

namespace SocketExporter.Cli;

/// <summary>The answer to --version.</summary>
internal static class VersionLine
{
    public static string OfThisBuild() => Render(
        typeof(VersionLine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown",
        RuntimeInformation.FrameworkDescription,
        RuntimeInformation.RuntimeIdentifier);

    /// <param name="informationalVersion">Version, and after a plus the revision it was built from, if that was known.</param>
    internal static string Render(string informationalVersion, string framework, string platform)
    {
        var parts = informationalVersion.Split('+', 2);
        var revision = parts.Length == 2 ? $"revision {parts[1]}, " : "";
        return $"socket-exporter {parts[0]} ({revision}{framework}, {platform})";
    }
}
