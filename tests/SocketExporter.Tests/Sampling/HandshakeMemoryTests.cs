using SocketExporter.Sampling.Memory;
using SocketExporter.Snapshots;

namespace SocketExporter.Tests.Sampling;

public sealed class HandshakeMemoryTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;

    private readonly HandshakeMemory _memory = new();

    [Fact]
    public void A_listener_without_handshakes_is_left_as_it_is()
    {
        Assert.False(HadOne(0, Start));
        Assert.Equal(0, _memory.Count);
    }

    [Fact]
    public void A_handshake_is_remembered_for_ten_minutes()
    {
        Assert.True(HadOne(3, Start));
        Assert.True(HadOne(0, Start + TimeSpan.FromMinutes(9)));
        Assert.False(HadOne(0, Start + TimeSpan.FromMinutes(10)));
        Assert.Equal(0, _memory.Count);
    }

    [Fact]
    public void A_new_one_begins_the_ten_minutes_anew()
    {
        HadOne(1, Start);
        HadOne(1, Start + TimeSpan.FromMinutes(6));
        Assert.True(HadOne(0, Start + TimeSpan.FromMinutes(12)));
    }

    [Fact]
    public void No_more_are_remembered_than_the_capacity()
    {
        EndpointGroup[] groups = [.. Enumerable.Range(0, HandshakeMemory.Capacity + 5).Select(static i => Group($"{i}", 1))];
        _memory.EndSample(groups, Start);
        Assert.Equal(HandshakeMemory.Capacity, _memory.Count);
    }

    private bool HadOne(long handshakes, DateTimeOffset now) => Assert.Single(_memory.EndSample([Group("80", handshakes)], now)).HadSynRecv;

    private static EndpointGroup Group(string port, long handshakes)
        => new(new EndpointName(EndpointProtocol.TcpListener, "0.0.0.0", port, "web"), EndpointScope.Any) { ListeningSockets = 1, SynRecv = handshakes };
}
