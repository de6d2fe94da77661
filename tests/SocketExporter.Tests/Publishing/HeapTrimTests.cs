using System.Runtime.CompilerServices;
using SocketExporter.Publishing;

namespace SocketExporter.Tests.Publishing;

public sealed class HeapTrimTests
{
    [Fact]
    public void What_the_last_but_one_sample_left_is_gone()
    {
        var heap = new HeapTrim();
        for (int sample = 1; sample <= 5; sample++)
        {
            WeakReference page = Page(heap);
            heap.AfterSample();
            Assert.False(page.IsAlive, $"sample {sample}");
        }
    }

    [Fact]
    public void What_a_burst_of_scrapes_has_left_is_given_back_within_six_samples_though_it_is_old()
    {
        var heap = new HeapTrim();
        heap.AfterSample();
        heap.AfterSample();
        List<WeakReference> burst = Burst();
        for (int sample = 1; sample <= 6; sample++)
        {
            heap.AfterSample();
        }

        Assert.DoesNotContain(burst, static left => left.IsAlive);
    }

    /// <summary>40 MB of the oldest generation, of no use any more: small collections leave it.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static List<WeakReference> Burst()
    {
        List<byte[]> pieces = [.. Enumerable.Range(0, 400).Select(static _ => new byte[100_000])];
        pieces.ForEach(static piece => piece.AsSpan().Fill(1));
        return [.. pieces.Select(static piece => new WeakReference(piece))];
    }

    // In a method of its own: a debug build keeps locals alive to the end.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Page(HeapTrim heap)
    {
        byte[] page = new byte[10_000];
        heap.AfterSample();
        Assert.Equal(10_000, page.Length);
        GC.KeepAlive(page);
        return new WeakReference(page);
    }
}
