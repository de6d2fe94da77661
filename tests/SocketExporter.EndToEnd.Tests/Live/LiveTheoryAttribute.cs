namespace SocketExporter.EndToEnd.Tests.Live;

/// <summary>As <see cref="LiveFactAttribute"/>, for rows of data.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LiveTheoryAttribute : TheoryAttribute
{
    public LiveTheoryAttribute(params string[] tools)
    {
        Skip = new LiveFactAttribute(tools).Skip;
    }
}
