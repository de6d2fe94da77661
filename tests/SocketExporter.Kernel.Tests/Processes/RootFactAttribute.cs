namespace SocketExporter.Kernel.Tests.Processes;

/// <summary>A test that gives up root's privileges and so must have them; counted as skipped, by name, where it has not.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RootFactAttribute : FactAttribute
{
    public RootFactAttribute()
    {
        if (Environment.UserName != "root")
        {
            Skip = "needs root: it gives up its privileges";
        }
    }
}
