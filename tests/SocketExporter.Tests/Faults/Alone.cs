namespace SocketExporter.Tests.Faults;

/// <summary>Tests that count what belongs to the process as a whole: no other runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
