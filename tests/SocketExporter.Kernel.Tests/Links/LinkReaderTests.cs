using System.Text;
using SocketExporter.Kernel.Links;
using SocketExporter.Kernel.Netlink;
using SocketExporter.Kernel.Tests.Netlink;

namespace SocketExporter.Kernel.Tests.Links;

public sealed class LinkReaderTests : IDisposable
{
    private readonly ScriptedTransport _transport = new();
    private readonly List<string> _asked = [];
    private long? _speed = 125_000_000;

    private LinkReader Reader(int samplesBetweenSpeeds = 60) => new(_transport, Speed) { SamplesBetweenSpeeds = samplesBetweenSpeeds };

    private long? Speed(ReadOnlySpan<byte> name)
    {
        _asked.Add(Encoding.Latin1.GetString(name));
        return _speed;
    }

    public void Dispose() => _transport.Dispose();

    private static string[] Names(LinkTable table) => [.. table.Rows.Select(row => row.Name)];

    [Fact]
    public void A_dump_becomes_a_table()
    {
        _transport.Datagram("40010000 1000 0200 01000000 00000000" + LinkBytes.Eth0).Datagram(LinkBytes.Done());
        using LinkReader reader = Reader();
        LinkTable table = reader.Read();
        Assert.False(table.Interrupted);
        LinkRow row = Assert.Single(table.Rows);
        Assert.Equal((7, "eth0", "veth", "02:00:5e:10:00:ff"), (row.Index, row.Name, row.Kind, row.MacAddress));
        Assert.Equal((1500u, 1000u, 3u), (row.MtuBytes, row.TransmitQueueLengthPackets, row.CarrierChanges));
        Assert.Equal((true, true, OperationalState.Up), (row.AdminUp, row.Carrier, row.OperationalState));
        Assert.Equal(125_000_000, row.SpeedBytesPerSecond);
        Assert.Equal(4u, row.Statistics!.Value.ReceivedBytes);
    }

    [Fact]
    public void The_question_is_a_dump_of_all_interfaces()
    {
        _transport.Datagram(LinkBytes.Done());
        using LinkReader reader = Reader();
        Assert.Empty(reader.Read().Rows);
        Assert.Equal(Hex.Bytes("20000000 1200 0103 01000000 00000000" + new string('0', 32)), Assert.Single(_transport.Sent));
    }

    [Fact]
    public void A_name_that_is_no_utf8_is_read_with_replacement_and_its_bytes_are_there_too()
    {
        _transport.Datagram(LinkBytes.Message(1, "w\u00ff0")).Datagram(LinkBytes.Done());
        using LinkReader reader = Reader();
        LinkTable table = reader.Read();
        Assert.Equal(["w\ufffd0"], Names(table));
        Assert.Equal(new byte[] { (byte)'w', 0xff, (byte)'0' }, table.Rows[0].NameBytes.ToArray());
    }

    [Fact]
    public void A_name_of_fifteen_bytes_is_read_whole()
    {
        _transport.Datagram(LinkBytes.Message(1, "abcdefghijklmno")).Datagram(LinkBytes.Done());
        using LinkReader reader = Reader();
        Assert.Equal(["abcdefghijklmno"], Names(reader.Read()));
    }

    [Fact]
    public void An_interrupted_dump_is_made_again()
    {
        _transport
            .Datagram(LinkBytes.Message(1, "lo") + LinkBytes.Message(2, "old", interrupted: true) + LinkBytes.Done())
            .Datagram(LinkBytes.Message(1, "lo", sequence: 2) + LinkBytes.Message(3, "new", sequence: 2) + LinkBytes.Done(2));
        using LinkReader reader = Reader();
        LinkTable table = reader.Read();
        Assert.Equal(["lo", "new"], Names(table));
        Assert.False(table.Interrupted);
        Assert.Equal(2, _transport.Sent.Count);
    }

    [Fact]
    public void A_dump_of_which_the_kernel_lost_a_part_is_made_again_and_one_message_is_shown_once()
    {
        _transport
            .Datagram(LinkBytes.Message(1, "lo"))
            .Error(105)
            .AfterReset(LinkBytes.Message(1, "lo", sequence: 2) + LinkBytes.Message(3, "new", sequence: 2) + LinkBytes.Done(2));
        using LinkReader reader = Reader();
        LinkTable table = reader.Read();
        Assert.Equal(["lo", "new"], Names(table));
        Assert.False(table.Interrupted);
    }

    [Fact]
    public void A_dump_interrupted_three_times_is_handed_out_as_interrupted_with_each_interface_once()
    {
        for (byte sequence = 1; sequence <= 4; sequence++)
        {
            string lo = LinkBytes.Message(1, "lo", sequence: sequence, interrupted: true);
            _transport.Datagram(lo + lo + LinkBytes.Done(sequence));
        }

        using LinkReader reader = Reader();
        LinkTable table = reader.Read();
        Assert.Equal(["lo"], Names(table));
        Assert.True(table.Interrupted);
        Assert.Equal(3, _transport.Sent.Count);
    }

    [Fact]
    public void A_kernel_without_rtnetlink_is_an_error()
    {
        _transport.Datagram("14000000 0200 0000 01000000 00000000 a1ffffff");
        using LinkReader reader = Reader();
        Assert.Equal(
            "rtnetlink, interfaces: no answer to RTM_GETLINK, expected a list",
            Assert.Throws<KernelReadException>(reader.Read).Message);
    }

    [Fact]
    public void Speed_is_asked_of_a_new_interface_and_after_its_carrier_changed()
    {
        _transport
            .Datagram(LinkBytes.Message(1, "a") + LinkBytes.Done())
            .Datagram(LinkBytes.Message(1, "a", sequence: 2) + LinkBytes.Done(2))
            .Datagram(LinkBytes.Message(1, "a", carrierChanges: 3, sequence: 3) + LinkBytes.Message(2, "b", sequence: 3) + LinkBytes.Done(3));
        using LinkReader reader = Reader();
        reader.Read();
        reader.Read();
        Assert.Equal(["a"], _asked);
        reader.Read();
        Assert.Equal(["a", "a", "b"], _asked);
    }

    [Fact]
    public void Without_a_carrier_there_is_no_speed_and_no_question()
    {
        _transport
            .Datagram(LinkBytes.Message(1, "a") + LinkBytes.Done())
            .Datagram(LinkBytes.Message(1, "a", carrier: false, carrierChanges: 2, sequence: 2) + LinkBytes.Done(2));
        using LinkReader reader = Reader();
        Assert.Equal(125_000_000, reader.Read().Rows[0].SpeedBytesPerSecond);
        Assert.Null(reader.Read().Rows[0].SpeedBytesPerSecond);
        Assert.Equal(["a"], _asked);
    }

    [Fact]
    public void Speed_is_asked_again_every_so_many_samples_and_not_of_all_in_the_same()
    {
        for (byte sequence = 1; sequence <= 5; sequence++)
        {
            string both = LinkBytes.Message(1, "a", sequence: sequence) + LinkBytes.Message(2, "b", sequence: sequence);
            _transport.Datagram(both + LinkBytes.Done(sequence));
        }

        using LinkReader reader = Reader(samplesBetweenSpeeds: 4);
        reader.Read();
        _asked.Clear();
        _speed = null;
        Assert.Equal([null, 125_000_000L], reader.Read().Rows.Select(row => row.SpeedBytesPerSecond).Reverse());
        reader.Read();
        reader.Read();
        reader.Read();
        Assert.Equal(["b", "a"], _asked);
    }

    [Fact]
    public void A_renamed_interface_and_one_that_took_the_index_of_another_are_seen_anew()
    {
        _transport
            .Datagram(LinkBytes.Message(1, "a") + LinkBytes.Done())
            .Datagram(LinkBytes.Message(1, "b", sequence: 2) + LinkBytes.Done(2));
        using LinkReader reader = Reader();
        reader.Read();
        Assert.Equal(["b"], Names(reader.Read()));
        Assert.Equal(["a", "b"], _asked);
    }

    [Fact]
    public void An_interface_that_went_and_came_is_new()
    {
        _transport
            .Datagram(LinkBytes.Message(1, "a") + LinkBytes.Message(2, "b") + LinkBytes.Done())
            .Datagram(LinkBytes.Message(1, "a", sequence: 2) + LinkBytes.Done(2))
            .Datagram(LinkBytes.Message(1, "a", sequence: 3) + LinkBytes.Message(2, "b", sequence: 3) + LinkBytes.Done(3));
        using LinkReader reader = Reader();
        LinkTable first = reader.Read();
        reader.Read();
        Assert.Equal(["a", "b"], Names(first));
        Assert.Equal(["a", "b"], Names(reader.Read()));
        Assert.Equal(["a", "b", "b"], _asked);
    }

    [Theory]
    [InlineData(0u, null)]
    [InlineData(0xffffffffu, null)]
    [InlineData(10u, 1_250_000L)]
    [InlineData(400_000u, 50_000_000_000L)]
    public void Megabits_become_bytes(uint megabits, long? bytes) => Assert.Equal(bytes, EthtoolSpeed.FromMegabits(megabits));

    [Fact]
    public void The_loopback_interface_of_this_machine_is_read()
    {
        using var reader = new LinkReader(new LiveKernel("/proc"));
        LinkRow lo = Assert.Single(reader.Read().Rows, row => row.Name == "lo");
        Assert.Equal(1, lo.Index);
        Assert.True(lo.Flags.HasFlag(LinkFlags.Loopback));
        Assert.Equal("00:00:00:00:00:00", lo.MacAddress);
        Assert.Null(lo.SpeedBytesPerSecond);
        Assert.Null(lo.Kind);
        Assert.NotNull(lo.MtuBytes);
        Assert.NotNull(lo.Statistics);
    }

    [Fact]
    public void A_sample_of_known_interfaces_allocates_the_table_only()
    {
        using var reader = new LinkReader(new LiveKernel("/proc"));
        int rows = reader.Read().Rows.Length;
        reader.Read();
        long before = GC.GetAllocatedBytesForCurrentThread();
        reader.Read();
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.InRange(allocated, 0, 128 + (rows * System.Runtime.CompilerServices.Unsafe.SizeOf<LinkRow>()));
    }
}
