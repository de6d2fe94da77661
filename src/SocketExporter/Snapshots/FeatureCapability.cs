namespace SocketExporter.Snapshots;

/// <summary>The level of one feature in one sample.</summary>
/// <param name="Reason">What the sample met; empty at <see cref="CapabilityLevel.Full"/>.</param>
internal sealed record FeatureCapability(Feature Feature, CapabilityLevel Level, string Reason);
