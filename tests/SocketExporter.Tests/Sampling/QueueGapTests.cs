using SocketExporter.Snapshots;

namespace SocketExporter.Tests.Sampling;

/// <summary>Queues of connections that a sample has not shown, or that it could not ask for.</summary>
public sealed class QueueGapTests : QueueSamples
{
    [Fact]
    public void One_that_a_single_dump_has_missed_goes_on_where_it_was_and_one_that_two_have_missed_begins_anew()
    {
        Put(1, unread: 9, received: 9);
        Sample();
        Missed = 1;
        Assert.Empty(Sample());
        Missed = 0;
        Assert.Equal(10, Assert.Single(Sample()).ReceivingOldestSeconds);

        Put(2, unread: 9, received: 9);
        Sample();
        Missed = 2;
        Sample();
        Sample();
        Missed = 0;
        Assert.Equal(1, Assert.Single(Sample()).Receiving);
    }

    [Fact]
    public void A_stuck_connection_that_a_dump_has_missed_is_asked_for_and_not_told_to_move()
    {
        Put(1, unread: 9, received: 9);
        Sample();
        Sample();
        Assert.Equal(StuckChange.StandsStill, Assert.Single(Events()).Change);
        Missed = 1;
        for (int age = 15; age < 30; age += 5)
        {
            Snapshot snapshot = Take();
            Assert.Empty(snapshot.StuckEvents);
            Assert.Equal(age, Assert.Single(snapshot.StuckQueues!).ReceivingOldestSeconds);
        }

        Host.Remove(1);
        Assert.Equal(StuckChange.Closed, Assert.Single(Events()).Change);
    }

    [Fact]
    public void A_queue_that_was_empty_in_one_sample_begins_anew()
    {
        Put(1, unread: 9, received: 9);
        Sample();
        Put(1, unread: 0, received: 9);
        Sample();
        Put(1, unread: 9, received: 18);
        Assert.Empty(Sample());
        Assert.Empty(Sample());
        Assert.Equal(10, Assert.Single(Sample()).ReceivingOldestSeconds);
    }

    [Fact]
    public void More_queues_than_can_be_asked_for_are_told_by_every_walk_and_the_one_before_counts_what_was_left_out_as_it_was()
    {
        // Of 200,000 connections 9,000 are less than five in a hundred, and more than the questions of a sample.
        for (ulong cookie = 1; cookie <= 200_000; cookie++)
        {
            Put(cookie, unread: cookie is > 4_000 and <= 9_000 ? 9u : 0, received: 9);
        }

        Sample();
        Sample();
        Assert.Equal((5_000, 10.0), Stuck());
        Assert.False(Progress.WantsInformation);

        for (ulong cookie = 1; cookie <= 4_000; cookie++)
        {
            Put(cookie, unread: 9, received: 9);
        }

        Assert.Equal((5_000, 15.0), Stuck()); // 8,192 asked, the last 808 as they were
        for (int age = 20; age <= 30; age += 5)
        {
            Assert.Equal((age < 25 ? 5_000 : 9_000, (double)age), Stuck());
            Assert.True(Progress.WantsInformation);
        }

        (int Receiving, double Oldest) Stuck()
        {
            StuckQueuesRow row = Assert.Single(Sample());
            return (row.Receiving, row.ReceivingOldestSeconds);
        }
    }
}
