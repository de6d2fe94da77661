using SocketExporter.EndToEnd.Tests.Live;

namespace SocketExporter.EndToEnd.Tests.Netstat;

/// <summary>What net-tools' netstat and socket-exporter netstat print in one namespace while nothing moves there.</summary>
internal static class BothNetstats
{
    /// <summary>The lines that one of them prints and the other doesn't, in whatever order. Each must print at least <paramref name="atLeast"/> lines.</summary>
    /// <param name="flags">As typed: "-6rn".</param>
    /// <param name="keep">What is compared of a line; null leaves the line out. Everything if null itself.</param>
    public static string Differences(Namespace space, string flags, int atLeast, Func<string, string?>? keep = null)
    {
        string[] words = flags.Split(' ');
        for (int attempt = 0; attempt < 20; attempt++)
        {
            string[] before = Lines(space.Run("netstat", words), keep);
            string[] ours = Lines(space.Run(ExporterProcess.Binary, ["netstat", .. words]), keep);
            if (before.SequenceEqual(Lines(space.Run("netstat", words), keep)))
            {
                Assert.True(before.Length >= atLeast, $"netstat {flags} prints {before.Length} lines");
                return Differences(before, ours);
            }

            Thread.Sleep(200);
        }

        throw new InvalidOperationException($"what netstat {flags} prints does not stand still");
    }

    private static string Differences(string[] theirs, string[] ours)
    {
        List<string> onlyTheirs = [.. theirs];
        List<string> onlyOurs = [];
        foreach (string line in ours)
        {
            if (!onlyTheirs.Remove(line))
            {
                onlyOurs.Add(line);
            }
        }

        return string.Join('\n', onlyTheirs.Select(line => $"netstat: {line}|").Concat(onlyOurs.Select(line => $"ours:    {line}|")));
    }

    private static string[] Lines(string text, Func<string, string?>? keep)
        => [.. text.Split('\n').Select(line => keep is null ? line : keep(line)).OfType<string>().Order(StringComparer.Ordinal)];
}
