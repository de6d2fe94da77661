using System.Globalization;
using SocketExporter.EndToEnd.Tests.Live;

namespace SocketExporter.EndToEnd.Tests.Oracles;

internal static class Nstat
{
    /// <summary>nstat -az: every counter since the namespace began, by nstat's own name (TcpExtListenOverflows).</summary>
    public static IReadOnlyDictionary<string, double> Read(Namespace space)
        // -s keeps nstat from writing a history, which would make the next call print differences.
        => space.Run("nstat", "-azs").Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => line[0] != '#')
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .ToDictionary(words => words[0], words => double.Parse(words[1], CultureInfo.InvariantCulture));
}
