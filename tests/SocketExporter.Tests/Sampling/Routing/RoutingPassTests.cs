using SocketExporter.Kernel;
using SocketExporter.Kernel.Links;
using SocketExporter.Kernel.Recordings;
using SocketExporter.Sampling.Routing;
using SocketExporter.Snapshots;
using SocketExporter.Tests.Documents;
using SocketExporter.Tests.Faults;

namespace SocketExporter.Tests.Sampling.Routing;

/// <summary>On this host's own kernel, through a transport that counts what is asked.</summary>
[Collection(Alone.Name)]
public sealed class RoutingPassTests : IDisposable
{
    private readonly FaultyKernel _kernel = new();
    private readonly RoutingPass _pass;
    private int _answers;
    private int _losses;

    public RoutingPassTests()
    {
        _pass = new RoutingPass(_kernel, wantsEntries: true);
        _kernel.Received = answer =>
        {
            _answers++;
            if (_losses > 0)
            {
                _losses--;
                throw FaultyKernel.Lost(answer.Transport);
            }
        };
    }

    [Fact]
    public void While_nothing_changes_nothing_is_read()
    {
        Take(0);
        Assert.True(_answers > 0);
        _answers = 0;
        for (int second = 5; second < 15; second += 5)
        {
            Take(second);
        }

        Assert.Equal(0, _answers);
    }

    [Fact]
    public void Neighbours_are_read_again_after_15_seconds_and_routes_after_a_minute()
    {
        Take(0);
        _answers = 0;
        Take(16);
        int neighbours = _answers;
        Assert.InRange(neighbours, 1, int.MaxValue);
        Take(32);
        _answers = 0;
        Take(61);
        Assert.True(_answers > neighbours);
    }

    [Fact]
    public void Answers_of_which_a_part_was_lost_are_asked_for_again()
    {
        _losses = 2;
        Take(0);
        Assert.Equal(0, _losses);
    }

    [Fact]
    public void Routes_that_change_while_they_are_read_are_read_three_times_and_then_counted_as_they_come()
    {
        RouteSummary calm = ReadAt(0);
        int once = _answers;
        _answers = 0;
        _kernel.Interrupts = static _ => true;
        RouteSummary changing = ReadAt(70);
        Assert.Equal(3 * once, _answers);
        Assert.Equal(calm.Counts.Sum(static count => count.Routes), changing.Counts.Sum(static count => count.Routes));

        RouteSummary ReadAt(double seconds)
        {
            _pass.Look();
            return _pass.Routes(TimeSpan.FromSeconds(seconds), null)!;
        }
    }

    [Fact]
    public void Routes_that_can_not_be_read_are_a_failure_and_asked_for_in_the_next_sample()
    {
        Take(0);
        _losses = int.MaxValue;
        _pass.Look();
        Assert.Throws<KernelReadException>(() => _pass.Routes(TimeSpan.FromSeconds(70), null));
        _pass.Look();
        Assert.Throws<KernelReadException>(() => _pass.Routes(TimeSpan.FromSeconds(75), null));
        _losses = 0;
        _pass.Look();
        Assert.NotNull(_pass.Routes(TimeSpan.FromSeconds(80), null));
    }

    [Fact]
    public void Routes_over_an_interface_that_has_no_name_yet_are_read_again_in_the_next_sample()
    {
        var none = new LinkTable([], interrupted: false);
        _pass.Look();
        _pass.Routes(TimeSpan.Zero, none);
        _answers = 0;
        _pass.Look();
        _pass.Routes(TimeSpan.FromSeconds(5), none);
        Assert.True(_answers > 0);
    }

    [Fact]
    public void A_recording_from_before_there_were_routes_says_nothing_of_them()
    {
        string folder = Directory.CreateTempSubdirectory("recording").FullName;
        try
        {
            File.Copy(Path.Combine(Repository.Root, "tests/fixtures/web-server/manifest.txt"), $"{folder}/manifest.txt");
            using var pass = new RoutingPass(RecordedKernel.Open(folder), wantsEntries: true);
            pass.Look();
            Assert.Null(pass.Routes(TimeSpan.Zero, null));
            Assert.Empty(pass.Neighbours(TimeSpan.Zero));
            Assert.Empty(pass.Multicast(TimeSpan.Zero));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public void Dispose() => _pass.Dispose();

    private void Take(double seconds)
    {
        var now = TimeSpan.FromSeconds(seconds);
        _pass.Look();
        Assert.NotNull(_pass.Routes(now, null));
        Assert.NotEmpty(_pass.Neighbours(now));
        _pass.Multicast(now);
    }
}
