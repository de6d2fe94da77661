namespace SocketExporter.EndToEnd.Tests.Live;

/// <summary>As <see cref="LiveFactAttribute"/>, for several cases.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LiveTheoryAttribute : TheoryAttribute
{
    public LiveTheoryAttribute()
    {
        Skip = new LiveFactAttribute().Skip;
    }
}
