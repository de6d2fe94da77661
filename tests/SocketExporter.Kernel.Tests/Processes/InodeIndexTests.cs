using System.Runtime.CompilerServices;
using CsCheck;
using SocketExporter.Kernel.Processes;

namespace SocketExporter.Kernel.Tests.Processes;

public sealed class InodeIndexTests
{
    // A multiplier of 1 puts all inodes into one place: the worst that a choice of inodes could do. The others are as random ones.
    private static readonly Gen<ulong> Seeds = Gen.Int[0, 2].Select(static i => i switch { 0 => 1UL, 1 => 0x9E37_79B9_7F4A_7C15UL, _ => 0x8000_0000_0000_0001UL });

    private static readonly Gen<(int What, uint Inode)[]> Operations = Gen.Select(Gen.Int[0, 9], Gen.UInt[1, 3000]).Array[0, 3000];

    [Fact]
    public void It_does_what_a_dictionary_does_that_forgets_what_was_not_asked_for()
        => Gen.Select(Seeds, Gen.Int[1, 2500], Operations).Sample(Play, iter: 300);

    [Fact]
    public void What_is_not_asked_for_is_forgotten_after_16_samples_and_at_once_when_it_is_much()
    {
        var index = Filled(1_000);
        EndSample(index, 2, asked: 900);
        Assert.Equal(1_000, index.Count);
        EndSample(index, 3, asked: 800);
        Assert.Equal(800, index.Count);
        for (long sample = 4; sample < 16; sample++)
        {
            EndSample(index, sample, asked: 799);
            Assert.Equal(800, index.Count);
        }

        EndSample(index, 16, asked: 799);
        Assert.Equal(799, index.Count);
    }

    [Fact]
    public void A_million_take_25_MB_and_give_it_back()
    {
        var index = Filled(InodeIndex.DefaultCapacity);
        Assert.Equal(2_097_152, index.Places);
        Assert.Equal(12, Unsafe.SizeOf<InodeEntry>());
        Assert.True(Unsafe.IsNullRef(ref index.FindOrAdd(2_000_000, out _)));
        Assert.Equal(1, index.RefusedTotal);

        EndSample(index, 2, asked: 700);
        Assert.Equal(700, index.Count);
        Assert.Equal(2_048, index.Places);
    }

    [Fact]
    public void Inode_0_is_nobodys()
    {
        var index = Filled(10);
        Assert.True(Unsafe.IsNullRef(ref index.FindOrAdd(0, out bool existed)));
        Assert.False(existed);
        Assert.True(Unsafe.IsNullRef(ref index.Find(0)));
        Assert.Equal(10, index.Count);
        Assert.Equal(0, index.RefusedTotal);
    }

    [Fact]
    public void Those_without_an_owner_are_counted_in_the_sample_that_asks_for_them()
    {
        var index = Filled(100);
        Assert.Equal(100, index.UnownedCount);
        for (uint inode = 1; inode <= 40; inode++)
        {
            index.Give(ref index.Find(inode), 3, 1);
            index.Give(ref index.Find(inode), 4, 1);
        }

        Assert.Equal(60, index.UnownedCount);
        EndSample(index, 2, asked: 95);
        Assert.Equal(55, index.UnownedCount);
        index.TakeBack(ref index.Find(1));
        index.TakeBack(ref index.Find(99));
        Assert.Equal(56, index.UnownedCount);
    }

    [Fact]
    public void Samples_of_known_inodes_allocate_nothing()
    {
        var index = Filled(100_000);
        EndSample(index, 2, asked: 100_000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (long sample = 3; sample <= 20; sample++)
        {
            EndSample(index, sample, asked: 100_000);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static InodeIndex Filled(int count)
    {
        var index = new InodeIndex(InodeIndex.DefaultCapacity, seed: 0x9E37_79B9_7F4A_7C15UL);
        index.BeginSample(1);
        for (uint inode = 1; inode <= count; inode++)
        {
            index.Ask(ref index.FindOrAdd(inode, out _));
        }

        index.EndSample();
        return index;
    }

    private static void EndSample(InodeIndex index, long sample, int asked)
    {
        index.BeginSample(sample);
        for (uint inode = 1; inode <= asked; inode++)
        {
            index.Ask(ref index.Find(inode));
        }

        index.EndSample();
    }

    private static void Play((ulong Seed, int Capacity, (int What, uint Inode)[] Operations) game)
    {
        var index = new InodeIndex(game.Capacity, game.Seed);
        var model = new Dictionary<uint, (int Slot, long Asked)>();
        long sample = 65_530; // the low bits that an entry holds wrap
        long refused = 0;
        index.BeginSample(sample);
        foreach ((int what, uint inode) in game.Operations)
        {
            switch (what)
            {
                case < 4:
                    ref InodeEntry entry = ref index.FindOrAdd(inode, out bool existed);
                    Assert.Equal(model.ContainsKey(inode), existed);
                    if (!existed && model.Count == game.Capacity)
                    {
                        Assert.True(Unsafe.IsNullRef(ref entry));
                        Assert.Equal(++refused, index.RefusedTotal);
                        break;
                    }

                    index.Ask(ref entry);
                    index.Give(ref entry, (int)sample, mark: 7);
                    model[inode] = ((int)sample, sample);
                    break;
                case < 9:
                    ref InodeEntry found = ref index.Find(inode);
                    Assert.Equal(model.TryGetValue(inode, out (int Slot, long Asked) expected), !Unsafe.IsNullRef(ref found));
                    if (!Unsafe.IsNullRef(ref found))
                    {
                        Assert.Equal((inode, expected.Slot), (found.Inode, found.Slot));
                        index.Ask(ref found);
                        model[inode] = (expected.Slot, sample);
                    }

                    break;
                case 9 when inode < 60:
                    int stale = model.Count(pair => pair.Value.Asked != sample);
                    if (stale > model.Count / 8 || sample % 16 == 0)
                    {
                        model = model.Where(pair => pair.Value.Asked == sample).ToDictionary();
                    }

                    index.EndSample();
                    index.BeginSample(++sample);
                    break;
            }
        }

        Assert.Equal(model.Count, index.Count);
        for (uint inode = 1; inode <= 3000; inode++)
        {
            ref InodeEntry entry = ref index.Find(inode);
            Assert.Equal(model.TryGetValue(inode, out (int Slot, long Asked) expected) ? expected.Slot : -1, Unsafe.IsNullRef(ref entry) ? -1 : entry.Slot);
        }
    }
}
