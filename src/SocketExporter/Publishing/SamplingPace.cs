namespace SocketExporter.Publishing;

/// <summary>How often samples are taken.</summary>
/// <param name="Configured">From the start of one sample to the next, <c>sampling.interval</c>.</param>
/// <param name="Current">The same as it is now, stretched by the CPU budget.</param>
internal readonly record struct SamplingPace(TimeSpan Configured, TimeSpan Current)
{
    public static SamplingPace Unstretched(TimeSpan configured) => new(configured, configured);
}
