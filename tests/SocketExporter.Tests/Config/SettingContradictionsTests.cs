using SocketExporter.Config;

namespace SocketExporter.Tests.Config;

public sealed class SettingContradictionsTests
{
    [Fact]
    public void The_defaults_do_not_contradict_each_other() => Assert.Empty(Warnings());

    [Fact]
    public void Two_samples_fit_into_the_time_of_a_stuck_queue()
    {
        Assert.Empty(Warnings(("sampling.interval", "500ms"), ("stuck.after", "1s")));
        Assert.Equal(
            [
                "--stuck.after is 1s and --sampling.interval is 501ms, so that fewer than two samples fit in: a queue is called stuck without a look in between; "
                + "raise stuck.after to at least 1s2ms, or lower sampling.interval to at most 500ms",
            ],
            Warnings(("sampling.interval", "501ms"), ("stuck.after", "1s")));
    }

    [Fact]
    public void One_sample_fits_into_the_time_for_which_a_peak_is_shown()
    {
        Assert.Empty(Warnings(("sampling.interval", "10s"), ("sampling.listener-peak-window", "10s"), ("stuck.after", "20s")));
        Assert.Equal(
            [
                "--sampling.listener-peak-window is 10s and --sampling.interval is 11s, so that not one sample fits in: peaks can be forgotten before a page shows them; "
                + "raise sampling.listener-peak-window to at least 11s, or lower sampling.interval to at most 10s",
            ],
            Warnings(("sampling.interval", "11s"), ("sampling.listener-peak-window", "10s"), ("stuck.after", "22s")));
    }

    [Fact]
    public void What_may_not_be_raised_so_far_is_not_advised_and_a_default_is_called_one()
        => Assert.Equal(
            "stuck.after (default) is 10s and --sampling.interval is 31m, so that fewer than two samples fit in: a queue is called stuck without a look in between; lower sampling.interval to at most 5s",
            Warnings(("sampling.interval", "31m"), ("sampling.listener-peak-window", "1h")).Single());

    private static IEnumerable<string> Warnings(params (string Name, string Text)[] flags)
        => SettingContradictions.Of(TestSettings.Load([.. flags.Select(static flag => TestSettings.Flag(flag.Name, flag.Text))]).Options!);
}
