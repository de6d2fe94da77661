namespace SocketExporter.Snapshots;

/// <summary>The level of one feature in one sample.</summary>
/// <param name="Reason">What the sample met; empty at <see cref="CapabilityLevel.Full"/>.</param>
internal sealed record FeatureCapability(Feature Feature, CapabilityLevel Level, string Reason)
{
    /// <summary>Whether it is the kernel that does not have it: nothing is there that could not be seen.</summary>
    public bool IsOfKernel { get; init; }

    /// <summary>Whether something that is there can't be seen.</summary>
    public bool IsLimited => Level != CapabilityLevel.Full && !IsOfKernel;
}
