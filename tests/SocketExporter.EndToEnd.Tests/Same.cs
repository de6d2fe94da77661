namespace SocketExporter.EndToEnd.Tests;

internal static class Same
{
    /// <summary>Fails with every difference in full, where Assert.Equal would cut them.</summary>
    public static void Nothing(string differences) => Assert.True(differences.Length == 0, differences);

    public static void Nothing(IEnumerable<string> differences) => Nothing(string.Join('\n', differences));
}
