namespace SocketExporter.EndToEnd.Tests.Live;

/// <summary>As <see cref="LiveFactAttribute"/>, where a memory control group can be made.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class MemoryLimitFactAttribute : FactAttribute
{
    public MemoryLimitFactAttribute()
    {
        Skip = new LiveFactAttribute().Skip ?? Reason;
    }

    private static string? Reason { get; } = FindReason();

    private static string? FindReason()
    {
        using MemoryLimit? limit = Environment.IsPrivilegedProcess ? MemoryLimit.TryMake(64 * 1024 * 1024) : null;
        return limit is null ? "needs a memory control group of its own below /sys/fs/cgroup" : null;
    }
}
