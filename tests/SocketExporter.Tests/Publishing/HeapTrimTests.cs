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
