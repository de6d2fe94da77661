using System.Runtime.InteropServices;
using SocketExporter.Publishing;

namespace SocketExporter.Cli;

/// <summary>The answer to --version.</summary>
internal static class VersionLine
{
    public static string OfThisBuild() => Render(BuildInfo.OfThisProgram, RuntimeInformation.FrameworkDescription, RuntimeInformation.RuntimeIdentifier);

    /// <summary>The revision is named where it is known.</summary>
    internal static string Render(BuildInfo build, string framework, string platform)
    {
        string revision = build.Revision == BuildInfo.Unknown ? "" : $"revision {build.Revision}, ";
        return $"socket-exporter {build.Version} ({revision}{framework}, {platform})";
    }
}
