using SocketExporter.Tests.Documents;

namespace SocketExporter.Tests;

/// <summary>Files of the repository that the code generates. A test compares them; with UPDATE_GOLDENS=1 it writes them anew instead.</summary>
internal static class Golden
{
    public const string Command = "UPDATE_GOLDENS=1 dotnet test tests/SocketExporter.Tests --filter 'Document|FixtureTests'";

    /// <param name="path">From the root of the repository.</param>
    public static void Check(string path, string generated)
    {
        string file = Path.Combine(Repository.Root, path);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDENS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, generated);
            return;
        }

        string? difference = Difference(File.Exists(file) ? File.ReadAllText(file) : "", generated);
        Assert.True(difference is null, $"{path} is not what the code generates, {difference}\nTo rewrite it: {Command}\nThen review the diff.");
    }

    /// <summary>The first line that differs; null if none does.</summary>
    internal static string? Difference(string stored, string generated)
    {
        if (stored == generated)
        {
            return null;
        }

        var (left, right) = (stored.Split('\n'), generated.Split('\n'));
        int line = 0;
        while (line < left.Length && line < right.Length && left[line] == right[line])
        {
            line++;
        }

        return $"from line {line + 1}:\n- {left.ElementAtOrDefault(line) ?? "(end)"}\n+ {right.ElementAtOrDefault(line) ?? "(end)"}";
    }
}
