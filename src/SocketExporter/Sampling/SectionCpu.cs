namespace SocketExporter.Sampling;

/// <summary>
/// CPU time of the sampling thread by section, since the start. A lap clock: what has passed since the last call goes to the section that is named, so that
/// nothing between <see cref="Start"/> and the last <see cref="Charge"/> is lost and the sections add up to the whole.
/// </summary>
internal sealed class SectionCpu(Func<double> threadCpuSeconds)
{
    private readonly double[] _seconds = new double[(int)CpuSection.Listeners + 1];
    private double _last;

    public void Start() => _last = threadCpuSeconds();

    public void Charge(CpuSection section)
    {
        double now = threadCpuSeconds();
        _seconds[(int)section] += now - _last;
        _last = now;
    }

    /// <summary>By <see cref="CpuSection"/>; a copy.</summary>
    public double[] ToArray() => [.. _seconds];
}
