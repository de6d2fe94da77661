namespace SocketExporter.EndToEnd.Tests.Live;

/// <summary>A live test that makes control groups.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ControlGroupFactAttribute : LiveFactAttribute
{
    public ControlGroupFactAttribute(params string[] tools)
        : base(tools)
    {
        if (Skip is null && ControlGroupFolder.Mount is null)
        {
            Skip = "needs cgroup2 to be mounted";
        }
    }
}
