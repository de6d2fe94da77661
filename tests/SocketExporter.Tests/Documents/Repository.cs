namespace SocketExporter.Tests.Documents;

/// <summary>The checkout the tests run in.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>Source files below a folder, from the root, without what a build made.</summary>
    public static IEnumerable<string> Sources(string folder) => Directory
        .EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(Root, file))
        .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal));

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    private static string FindRoot()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "SocketExporter.sln")))
            {
                return directory.FullName;
            }
        }

        throw new InvalidOperationException($"no SocketExporter.sln above {AppContext.BaseDirectory}");
    }
}
