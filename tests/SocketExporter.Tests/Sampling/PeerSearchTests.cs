using System.Diagnostics;
using System.Net;
using CsCheck;
using SocketExporter.Config;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Sampling;

namespace SocketExporter.Tests.Sampling;

public sealed class PeerSearchTests
{
    [Fact]
    public void The_first_group_in_the_order_of_the_configuration_wins_and_not_the_longest_prefix()
    {
        var search = new PeerSearch(Groups("net cidr=10.0.0.0/8 port=80,443", "one cidr=10.1.2.3,10.0.0.0/7", "any port=22", "six cidr=fd00::/8,fd00:1::/32"));

        Assert.Equal(0, search.Find(Rows.Address("10.1.2.3"), 443));
        Assert.Equal(1, search.Find(Rows.Address("10.1.2.3"), 81));
        Assert.Equal(1, search.Find(Rows.Address("11.255.255.255"), 443));
        Assert.Equal(2, search.Find(Rows.Address("fd00::1"), 22));
        Assert.Equal(3, search.Find(Rows.Address("fd00:1::1"), 23));
        Assert.Equal(3, search.Find(Rows.Address("fdff::"), 23));
        Assert.Equal(PeerSearch.None, search.Find(Rows.Address("12.0.0.0"), 80));
        Assert.Equal(PeerSearch.None, search.Find(Rows.Address("fe00::"), 23));
    }

    [Fact]
    public void Networks_at_both_ends_of_all_addresses_have_their_first_and_last()
    {
        var search = new PeerSearch(Groups("low cidr=::", "high cidr=ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "last cidr=255.255.255.255"));

        Assert.Equal(0, search.Find(Rows.Address("::"), 1));
        Assert.Equal(PeerSearch.None, search.Find(Rows.Address("::1"), 1));
        Assert.Equal(1, search.Find(new IpAddress(ulong.MaxValue, ulong.MaxValue), 1));
        Assert.Equal(PeerSearch.None, search.Find(new IpAddress(ulong.MaxValue, ulong.MaxValue - 1), 1));
        Assert.Equal(2, search.Find(Rows.Address("255.255.255.255"), 1));
        Assert.Equal(PeerSearch.None, search.Find(Rows.Address("255.255.255.254"), 1));
    }

    [Fact]
    public void It_finds_what_asking_one_group_after_the_other_finds()
    {
        Gen<string> networks = Gen.Select(Gen.Int[0, 3], Gen.Int[0, 3], Gen.Int[6, 32], Network).List[0, 4].Select(static list => string.Join(',', list));
        Gen<string> ports = Gen.Int[1, 3].List[0, 2].Select(static list => string.Join(',', list));
        Gen.Select(networks, ports).Where(static parts => parts.Item1.Length + parts.Item2.Length > 0).List[1, 6].Sample(
            groups =>
            {
                PeerGroup[] read = Groups([.. groups.Select(static (parts, i) => $"g{i}{Word(" cidr=", parts.Item1)}{Word(" port=", parts.Item2)}")]);
                var search = new PeerSearch(read);
                for (int a = 0; a < 16; a++)
                {
                    var address = IPAddress.Parse($"{(a / 4) << 6}.0.0.{(a % 4) << 6}");
                    for (ushort port = 1; port <= 4; port++)
                    {
                        int expected = Array.FindIndex(read, group => (group.Networks.Count == 0 || group.Networks.Any(network => network.Contains(address))) && (group.Ports.Count == 0 || group.Ports.Contains(port)));
                        if (search.Find(Rows.Address(address.ToString()), port) != expected)
                        {
                            return false;
                        }
                    }
                }

                return true;
            },
            iter: 2_000);

        static string Network(int first, int last, int bits)
        {
            uint address = ((uint)first << 30) | ((uint)last << 6);
            return $"{new IPAddress([.. BitConverter.GetBytes(bits == 32 ? address : address & ~(uint.MaxValue >> bits)).Reverse()])}/{bits}";
        }

        static string Word(string key, string values) => values.Length > 0 ? key + values : "";
    }

    [Fact]
    public void Five_thousand_networks_cost_a_connection_hardly_more_than_one_and_none_allocates()
    {
        var one = new PeerSearch(Groups("g cidr=10.0.0.0/24"));
        var many = new PeerSearch(Groups([.. Enumerable.Range(0, 50).Select(static group => $"g{group} cidr=" + string.Join(',', Enumerable.Range(0, 100).Select(i => $"10.{group}.{i}.0/24")))]));
        Assert.Equal(49, many.Find(Rows.Address("10.49.99.7"), 80));
        Run(one);
        Run(many);

        long before = GC.GetAllocatedBytesForCurrentThread();
        double single = Enumerable.Range(0, 5).Min(_ => Run(one));
        double most = Enumerable.Range(0, 5).Min(_ => Run(many));
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        // Asking one network after the other takes some hundred times as long.
        Assert.InRange(most / single, 0, 30);
        Assert.InRange(allocated, 0, 10_000);

        static double Run(PeerSearch search)
        {
            long start = Stopwatch.GetTimestamp();
            for (uint i = 0; i < 20_000; i++)
            {
                search.Find(new IpAddress(0, 0xffff_0a00_0000 | (i * 2_654_435_761UL & 0x3f_ffff)), 80);
            }

            return Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }
    }

    private static PeerGroup[] Groups(params string[] texts) => [.. texts.Select(static text => PeerGroup.Read(text, out IReadOnlyList<string> complaints) ?? throw new ArgumentException(complaints[0]))];
}
