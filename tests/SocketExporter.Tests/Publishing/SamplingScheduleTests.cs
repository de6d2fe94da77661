using SocketExporter.Publishing;

namespace SocketExporter.Tests.Publishing;

public sealed class SamplingScheduleTests
{
    [Theory]
    [InlineData(0.05, 10, 10.0, 10.1, 0.01, 15)] // the plain case
    [InlineData(0.05, 10, 10.4, 10.5, 0.01, 15)] // woken late: no drift
    [InlineData(0.05, 10, 10.0, 10.6, 0.50, 20)] // 0.5 s at a twentieth of a core want 10 s
    [InlineData(0.05, 10, 10.0, 10.4, 0.26, 15.2)] // just above the budget
    [InlineData(1, 10, 10.0, 12.0, 2.0, 15)] // at 1 the interval holds
    [InlineData(1, 10, 10.0, 15.0, 5.0, 15)] // as long as the interval
    [InlineData(1, 10, 10.0, 17.0, 7.0, 20)] // longer than the interval: the missed time is skipped
    [InlineData(2, 10, 10.0, 27.0, 17.0, 30)]
    public void The_next_sample_is_due(double budget, double due, double started, double now, double cpuSeconds, double expected)
    {
        var schedule = new SamplingSchedule(TimeSpan.FromSeconds(5), budget);

        TimeSpan next = schedule.Next(TimeSpan.FromSeconds(due), TimeSpan.FromSeconds(started), TimeSpan.FromSeconds(now), cpuSeconds);

        Assert.Equal(TimeSpan.FromSeconds(expected), next);
    }

    [Theory]
    [InlineData(0.05, 0.0001, 10.25)] // the plain case
    [InlineData(0.05, 0.01, 11)] // a fifth of a twentieth of a core
    [InlineData(1, 0.01, 10.25)]
    public void The_next_look_at_listeners_is_due(double budget, double cpuSeconds, double expected)
    {
        var schedule = new SamplingSchedule(TimeSpan.FromSeconds(5), budget) { ListenerInterval = TimeSpan.FromMilliseconds(250) };

        Assert.Equal(TimeSpan.FromSeconds(expected), schedule.NextLook(TimeSpan.FromSeconds(10), cpuSeconds));
    }

    [Fact]
    public void A_look_interval_as_long_as_the_samples_is_off()
    {
        var schedule = new SamplingSchedule(TimeSpan.FromSeconds(5), 0.05) { ListenerInterval = TimeSpan.FromSeconds(5) };

        Assert.Equal(TimeSpan.MaxValue, schedule.NextLook(TimeSpan.Zero, 0));
    }

    [Theory]
    [InlineData(0.05, 0.01, 5)]
    [InlineData(0.05, 0.25, 5)]
    [InlineData(0.05, 0.5, 10)]
    [InlineData(1, 4, 5)]
    public void The_interval_is_stretched_by_what_a_sample_cost(double budget, double cpuSeconds, double expected)
        => Assert.Equal(TimeSpan.FromSeconds(expected), new SamplingSchedule(TimeSpan.FromSeconds(5), budget).Stretched(cpuSeconds));

    [Theory]
    [InlineData(0.05, 6.15, 0.03)] // an interval pays for 0.25 s; 5.9 s over 295 s are 0.02 of a core
    [InlineData(0.05, 0.545, 0.049)]
    [InlineData(0.05, 0.25, 0.05)]
    [InlineData(0.05, 60, 0.025)] // half is kept
    [InlineData(1, 34.5, 0.9)]
    public void What_the_first_samples_cost_is_taken_from_the_budget_of_five_minutes(double budget, double cpuSeconds, double expected)
        => Assert.Equal(expected, new SamplingSchedule(TimeSpan.FromSeconds(5), budget).PayingOff(cpuSeconds).CpuBudgetCores, 9);

    [Theory]
    [InlineData(300)]
    [InlineData(3_600)]
    public void An_interval_of_five_minutes_or_more_owes_nothing(int intervalSeconds)
    {
        var schedule = new SamplingSchedule(TimeSpan.FromSeconds(intervalSeconds), 0.05);

        Assert.Equal(schedule, schedule.PayingOff(0));
        Assert.Equal(schedule, schedule.PayingOff(60));
    }
}
