namespace SocketExporter.EndToEnd.Tests.Live;

/// <summary>A test that makes network namespaces. Where this machine can't, it is skipped with the reason, never passed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public class LiveFactAttribute : FactAttribute
{
    private static readonly string[] Always = ["ip", "ss", "nft", "nstat"];

    public LiveFactAttribute(params string[] tools)
    {
        string[] missing = [.. Always.Concat(tools).Where(tool => FindTool(tool) is null)];
        if (!Environment.IsPrivilegedProcess)
        {
            Skip = "needs root: it makes network namespaces";
        }
        else if (missing.Length > 0)
        {
            Skip = $"needs {string.Join(", ", missing)}";
        }
    }

    private static string? FindTool(string tool)
        => $"{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin:/sbin"
            .Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, tool))
            .FirstOrDefault(File.Exists);
}
