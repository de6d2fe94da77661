using System.Net;
using System.Net.Sockets;
using SocketExporter.Sampling;
using SocketExporter.Sampling.Walks;
using SocketExporter.Snapshots;

namespace SocketExporter.Tests.Faults;

/// <summary>The kernel has no room for a part of its answer (ENOBUFS): asked again, then a failure that is said. Never a number from a part.</summary>
[Collection(Alone.Name)]
public sealed class LostDatagramTests : IDisposable
{
    private readonly FaultyKernel _kernel = new();
    private readonly Sampler _sampler;
    private readonly NamedListener _listener = new();
    private readonly UdpClient _udp = new(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly List<TcpClient> _clients = [];
    private int _losses;

    public LostDatagramTests()
    {
        _sampler = new Sampler(_kernel, TimeProvider.System, TimeSpan.FromMinutes(2));
        for (int i = 0; i < 3; i++)
        {
            _clients.Add(_listener.Connect());
        }

        // After the first datagram of an answer: its rows are counted already. A short answer ends with its second, NLMSG_DONE.
        _kernel.Received = answer =>
        {
            if (_losses > 0 && answer.Datagram == 2)
            {
                _losses--;
                throw FaultyKernel.Lost(answer.Transport);
            }
        };
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void What_was_lost_is_asked_for_again_and_nothing_is_counted_twice(int losses)
    {
        Snapshot before = _sampler.Take();
        Assert.Equal(3, _listener.In(before).Queue);
        _losses = losses;
        Snapshot snapshot = _sampler.Take();
        Assert.Equal(0, _losses);
        Assert.Empty(snapshot.SectionFailures);
        Assert.Equal(3, _listener.In(snapshot).Queue);
        Assert.Equal(1, _listener.In(snapshot).ListeningSockets);
        Assert.Equal(before.Links!.Rows.Length, snapshot.Links!.Rows.Length);
    }

    [Fact]
    public void When_it_is_lost_each_time_the_section_fails_and_the_next_sample_is_whole()
    {
        _sampler.Take();
        _losses = int.MaxValue;
        Snapshot failed = _sampler.Take();
        Assert.Contains(
            failed.SectionFailures,
            static failure => failure == new SectionFailure(Sections.Tcp, "sock_diag answer: the kernel ran out of buffer space (ENOBUFS)"));
        Assert.Equal(
            Sections.Tcp | Sections.Udp | Sections.Unix | Sections.Links,
            failed.FailedSections & (Sections.Tcp | Sections.Udp | Sections.Unix | Sections.Links | Sections.Counters));
        Assert.Equal(0, failed.SocketsRead);

        _losses = 0;
        Snapshot after = _sampler.Take();
        Assert.Empty(after.SectionFailures);
        Assert.Equal(3, _listener.In(after).Queue);
    }

    [Fact]
    public void A_look_at_listeners_between_samples_is_tried_again_too()
    {
        _sampler.Take();
        _losses = SocketWalk.MaxAttempts - 1;
        Assert.Null(_sampler.LookAtListeners());
        _losses = SocketWalk.MaxAttempts;
        Assert.Equal("sock_diag answer: the kernel ran out of buffer space (ENOBUFS)", _sampler.LookAtListeners());
        Assert.Null(_sampler.LookAtListeners());
    }

    public void Dispose()
    {
        _clients.ForEach(static client => client.Dispose());
        _listener.Dispose();
        _udp.Dispose();
        _sampler.Dispose();
    }
}
