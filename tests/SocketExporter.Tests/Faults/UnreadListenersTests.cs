using SocketExporter.Config;
using SocketExporter.Kernel.Netlink;
using SocketExporter.Sampling;
using SocketExporter.Snapshots;

namespace SocketExporter.Tests.Faults;

/// <summary>What was not read is neither up nor down, neither allowed nor unexpected.</summary>
[Collection(Alone.Name)]
public sealed class UnreadListenersTests : IDisposable
{
    private readonly NamedListener _listener = new();
    private readonly ListenerRules _rules;

    public UnreadListenersTests()
    {
        _rules = new ListenerRules([Entry($"tcp/{_listener.Port}"), Entry("udp/1")], [Entry("tcp/*")]);
    }

    [Fact]
    public void Where_only_tcp_is_read_nothing_is_said_of_udp_and_no_number_of_all()
    {
        using var sampler = new Sampler(new LiveKernel("/proc"), TimeProvider.System, TimeSpan.FromMinutes(2), Sections.Tcp | Sections.Owners, rules: _rules);
        Snapshot snapshot = sampler.Take();

        Assert.Equal([new ExpectedListener(EndpointProtocol.TcpListener, "*", (ushort)_listener.Port, true)], snapshot.ExpectedListeners);
        Assert.Equal([EndpointProtocol.TcpListener], snapshot.ListenerChanges.Select(static changes => changes.Protocol));
        Assert.Null(snapshot.UnexpectedListeners);
        Assert.False(_listener.In(snapshot).IsUnexpected);
    }

    [Fact]
    public void A_sample_that_lost_its_dumps_says_nothing_and_the_next_says_all()
    {
        var kernel = new FaultyKernel();
        using var sampler = new Sampler(kernel, TimeProvider.System, TimeSpan.FromMinutes(2), Sections.Tcp | Sections.Udp | Sections.Owners, rules: _rules);
        kernel.Received = static answer => throw FaultyKernel.Lost(answer.Transport);
        Snapshot failed = sampler.Take();
        Assert.Empty(failed.ExpectedListeners);
        Assert.Empty(failed.ListenerChanges);
        Assert.Null(failed.UnexpectedListeners);

        kernel.Received = static _ => { };
        Snapshot whole = sampler.Take();
        Assert.Equal([true, false], whole.ExpectedListeners.Select(static expected => expected.IsUp));
        Assert.Equal(
            [new ListenerChanges(EndpointProtocol.TcpListener, 0, 0), new ListenerChanges(EndpointProtocol.Udp, 0, 0)],
            whole.ListenerChanges);
        Assert.Equal(whole.Endpoints.Count(static group => group.IsUnexpected), whole.UnexpectedListeners);

        _listener.Dispose();
        Assert.Equal([false, false], sampler.Take().ExpectedListeners.Select(static expected => expected.IsUp));
    }

    public void Dispose() => _listener.Dispose();

    private static ListenerEntry Entry(string text) => ListenerEntry.Read(text, ranges: true, out _)!;
}
