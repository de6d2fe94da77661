namespace SocketExporter.EndToEnd.Tests.Live;

internal static class Repository
{
    public static string Root { get; } = FindRoot();

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "SocketExporter.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"no SocketExporter.sln above {AppContext.BaseDirectory}");
    }
}
