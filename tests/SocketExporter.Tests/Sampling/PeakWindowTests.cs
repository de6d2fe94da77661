using SocketExporter.Sampling.Memory;

namespace SocketExporter.Tests.Sampling;

public sealed class PeakWindowTests
{
    private readonly PeakWindow _window = new();

    [Fact]
    public void The_highest_of_each_kind_is_shown()
    {
        _window.Observe(5, 10, 0.2);
        _window.Observe(5, 3, 0.9);

        Assert.Equal((10, 0.9), _window.Peak(5));
    }

    [Fact]
    public void A_peak_is_shown_through_twelve_more_pieces_and_then_gone()
    {
        _window.Observe(5, 10, 0.5);

        Assert.Equal((10, 0.5), _window.Peak(17));
        Assert.Equal((0, 0), _window.Peak(18));
    }

    [Fact]
    public void A_lower_peak_is_shown_again_when_the_higher_one_has_passed()
    {
        _window.Observe(5, 10, 0.5);
        _window.Observe(9, 4, 0.25);

        Assert.Equal((10, 0.5), _window.Peak(17));
        Assert.Equal((4, 0.25), _window.Peak(18));
    }

    [Fact]
    public void After_a_long_pause_nothing_old_is_left()
    {
        _window.Observe(5, 10, 0.5);
        _window.Observe(1_000_000_000_000, 1, 0.125);

        Assert.Equal((1, 0.125), _window.Peak(1_000_000_000_000));
    }
}
