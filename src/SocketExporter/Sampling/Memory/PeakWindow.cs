namespace SocketExporter.Sampling.Memory;

/// <summary>
/// The highest values of a sliding window, as the maxima of pieces of it: 208 bytes, however often is looked. A peak is shown for the length of the window
/// at least and for a twelfth more at most.
/// </summary>
internal sealed class PeakWindow
{
    /// <summary>Pieces of a window. One more is kept: the newest has only begun.</summary>
    public const int Buckets = 12;

    private readonly long[] _waiting = new long[Buckets + 1];
    private readonly double[] _ratios = new double[Buckets + 1];
    private long _newest;

    /// <param name="bucket">Number of the piece in which the values were seen; not lower than the one before.</param>
    public void Observe(long bucket, long waiting, double ratio)
    {
        MoveTo(bucket);
        int slot = (int)(bucket % _waiting.Length);
        _waiting[slot] = Math.Max(_waiting[slot], waiting);
        _ratios[slot] = Math.Max(_ratios[slot], ratio);
    }

    /// <param name="bucket">The piece that is now.</param>
    public (long Waiting, double Ratio) Peak(long bucket)
    {
        MoveTo(bucket);
        long waiting = 0;
        double ratio = 0;
        for (int slot = 0; slot < _waiting.Length; slot++)
        {
            waiting = Math.Max(waiting, _waiting[slot]);
            ratio = Math.Max(ratio, _ratios[slot]);
        }

        return (waiting, ratio);
    }

    private void MoveTo(long bucket)
    {
        // Whoever was away for longer than the window has nothing left to clear but the whole of it.
        for (long passed = Math.Max(_newest + 1, bucket - Buckets); passed <= bucket; passed++)
        {
            int slot = (int)(passed % _waiting.Length);
            _waiting[slot] = 0;
            _ratios[slot] = 0;
        }

        _newest = Math.Max(_newest, bucket);
    }
}
