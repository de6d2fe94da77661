using CsCheck;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Sampling;

namespace SocketExporter.Tests.Sampling;

public sealed class TupleCountsTests
{
    private readonly TupleCounts _counts = new();

    [Fact]
    public void Rows_are_counted_by_source_destination_interface_and_port()
    {
        PortTuple[] tuples =
        [
            Tuple("10.0.0.1", "10.0.0.9", 443), Tuple("10.0.0.2", "10.0.0.9", 443), Tuple("10.0.0.1", "10.0.0.8", 443), Tuple("10.0.0.1", "10.0.0.9", 80),
            Tuple("2001:db8::1", "2001:db8::9", 443), Tuple("2001:db8:1::1", "2001:db8::9", 443), Tuple("2001:db8::1", "2001:db8:1::9", 443), Tuple("10.0.0.1", "10.0.0.9", 443) with { InterfaceIndex = 2 },
        ];
        for (int i = 0; i < tuples.Length; i++)
        {
            for (int times = 0; times <= i; times++)
            {
                _counts.Add(tuples[i], IpFamily.Ipv4);
            }
        }

        Assert.Equal(Enumerable.Range(1, 8), tuples.Select(Of));
        Assert.Equal(8, _counts.Count);
        _counts.Clear();
        Assert.Equal(Enumerable.Repeat(0, 8), tuples.Select(Of));
    }

    [Fact]
    public void An_ipv4_destination_and_its_mapped_form_share_their_ports()
    {
        _counts.Add(Tuple("::ffff:10.0.0.1", "::ffff:10.0.0.9", 443), IpFamily.Ipv6);
        Assert.False(Slot(Tuple("10.0.0.1", "10.0.0.9", 443)).HasIpv4);
        _counts.Add(Tuple("10.0.0.1", "10.0.0.9", 443), IpFamily.Ipv4);
        Assert.Equal((2, true), (Of(Tuple("10.0.0.1", "10.0.0.9", 443)), Slot(Tuple("10.0.0.1", "10.0.0.9", 443)).HasIpv4));
    }

    [Fact]
    public void Counts_are_exact_up_to_the_capacity()
    {
        for (int times = 0; times < 3; times++)
        {
            for (uint i = 0; i < TupleCounts.Capacity; i++)
            {
                _counts.Add(Numbered(i), IpFamily.Ipv4);
            }
        }

        Assert.Equal((TupleCounts.Capacity, 0), (_counts.Count, _counts.MissedAtMost));
        Assert.All(Enumerable.Range(0, TupleCounts.Capacity), i => Assert.Equal(3, Of(Numbered((uint)i))));
    }

    [Fact]
    public void Of_more_tuples_no_large_one_is_lost_and_none_is_counted_too_large_or_much_too_small()
    {
        Gen.Select(Gen.Int[1, 5_000], Gen.Int[1, 400_000], Gen.Int).Sample(
            (large, others, seed) =>
            {
                _counts.Clear();
                var random = new Random(seed);
                int added = 0;
                for (int i = 0; i < others; i++)
                {
                    _counts.Add(Numbered((uint)random.Next(1, 1 << 24)), IpFamily.Ipv4);
                    while (added < (long)large * (i + 1) / others)
                    {
                        _counts.Add(Numbered(0), IpFamily.Ipv4);
                        added++;
                    }
                }

                Assert.InRange(_counts.MissedAtMost, 0, (others + large) / (TupleCounts.Capacity + 1));
                Assert.InRange(Of(Numbered(0)), large - _counts.MissedAtMost, large);
                Assert.InRange(_counts.Count, 1, TupleCounts.Capacity);
            },
            iter: 20,
            threads: 1);
    }

    [Fact]
    public void A_pinned_tuple_is_exact_whatever_comes_beside_it()
    {
        _counts.Pin(Numbered(7));
        _counts.Pin(Numbered(7));
        for (uint i = 0; i < 20 * TupleCounts.Capacity; i++)
        {
            _counts.Add(Numbered(1_000 + i), IpFamily.Ipv4);
            if (i % 1_000 == 0)
            {
                _counts.Add(Numbered(7), IpFamily.Ipv4);
            }
        }

        Assert.InRange(_counts.MissedAtMost, 15, 20);
        Assert.Equal(328, Of(Numbered(7)));
    }

    private static PortTuple Tuple(string source, string destination, ushort port) => new(Rows.Address(source), Rows.Address(destination), 0, port);

    private static PortTuple Numbered(uint number) => new(Rows.Address("10.0.0.1"), new IpAddress(0, 0xffff_0000_0000UL | number), 0, 443);

    private int Of(PortTuple tuple) => Slot(tuple).Ports;

    private TupleCounts.Slot Slot(PortTuple tuple)
    {
        foreach (ref readonly TupleCounts.Slot slot in _counts.Slots)
        {
            if (slot.IsUsed && slot.Tuple == tuple)
            {
                return slot;
            }
        }

        return default;
    }
}
