using CsCheck;
using SocketExporter.Sampling;
using SocketExporter.Sampling.Memory;

namespace SocketExporter.Tests.Sampling;

public sealed class KeyRankingTests
{
    private static readonly TimeSpan Sample = TimeSpan.FromSeconds(5);

    private readonly KeyRanking<string> _ranking = new("process", 2, StringComparer.Ordinal);
    private DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_largest_are_shown_and_the_rest_counted()
    {
        Assert.Equal("b c", Rank(("a", 1), ("b", 3), ("c", 2)));
        Assert.Equal(("process", 2, 2, 1), (_ranking.Size.KeySet, _ranking.Size.Shown, _ranking.Size.Limit, _ranking.Size.Folded));
    }

    [Fact]
    public void A_shown_key_stays_for_ten_minutes_however_small_it_becomes()
    {
        Rank(("a", 5), ("b", 5), ("c", 1));
        Assert.Equal("a b", RankFor(TimeSpan.FromMinutes(9), ("a", 1), ("b", 1), ("c", 100)));
    }

    [Fact]
    public void After_ten_minutes_a_newcomer_a_fifth_larger_in_three_samples_takes_the_place_of_the_smallest()
    {
        Rank(("a", 10), ("b", 9), ("c", 1));
        RankFor(TimeSpan.FromMinutes(10), ("a", 10), ("b", 9), ("c", 1));

        Assert.Equal("a b", Rank(("a", 10), ("b", 9), ("c", 11)));
        Assert.Equal("a b", Rank(("a", 10), ("b", 9), ("c", 11)));
        Assert.Equal("a c", Rank(("a", 10), ("b", 9), ("c", 11)));
    }

    [Fact]
    public void A_newcomer_less_than_a_fifth_larger_never_takes_a_place()
    {
        Rank(("a", 10), ("b", 10), ("c", 1));

        Assert.Equal("a b", RankFor(TimeSpan.FromMinutes(30), ("a", 10), ("b", 10), ("c", 12)));
    }

    [Fact]
    public void Trouble_takes_the_place_of_the_smallest_at_once()
    {
        Rank(("a", 10), ("b", 9), ("c", 1));

        Assert.Equal("a c", Names(RankAll([new("a", 10, false, 1), new("b", 9, false, 1), new("c", 1, true, 1)])));
    }

    [Fact]
    public void A_key_that_has_nothing_any_more_gives_way_at_once()
    {
        Rank(("a", 10), ("b", 9), ("c", 1));

        Assert.Equal("a c", Rank(("a", 10), ("b", 0), ("c", 1)));
    }

    [Fact]
    public void Before_its_first_sample_a_ranking_knows_its_name_and_limit()
    {
        Assert.Equal(("process", 0, 2, 0), (_ranking.Size.KeySet, _ranking.Size.Shown, _ranking.Size.Limit, _ranking.Size.Folded));
    }

    [Fact]
    public void A_set_that_had_to_shrink_stays_small_until_the_page_has_room_again()
    {
        Rank(("a", 10), ("b", 9));
        _ranking.ShrinkTo(1);
        Assert.Equal("a", Rank(("a", 10), ("b", 9)));
        Assert.True(_ranking.IsShrunk);

        _ranking.Relax();
        Assert.Equal("a b", Rank(("a", 10), ("b", 9)));
    }

    [Fact]
    public void A_key_that_is_gone_makes_room_at_once()
    {
        Rank(("a", 10), ("b", 9), ("c", 1));

        Assert.Equal("b c", Rank(("b", 9), ("c", 1)));
    }

    [Fact]
    public void Equals_are_decided_by_their_order()
    {
        Assert.Equal("a b", Rank(("d", 1), ("c", 1), ("b", 1), ("a", 1)));
    }

    [Fact]
    public void Shrinking_hides_the_lowest_until_the_series_fit()
    {
        RankAll([new("a", 10, false, 30), new("b", 9, false, 20)]);
        _ranking.ShrinkTo(35);

        Assert.True(_ranking.IsShown("a"));
        Assert.False(_ranking.IsShown("b"));
        Assert.Equal((30, 1, 1), (_ranking.Series, _ranking.Size.Shown, _ranking.Size.Folded));
    }

    [Fact]
    public void Ranks_that_move_by_noise_never_change_what_is_shown()
    {
        // Between any two the difference stays below the fifth that a newcomer needs.
        Gen.Double[1, 1.19].Array[30].Array[400].Sample(
            samples =>
            {
                var ranking = new KeyRanking<int>("process", 10, Comparer<int>.Default);
                DateTimeOffset now = _now;
                string? first = null;
                foreach (double[] noise in samples)
                {
                    now += Sample;
                    ranking.Rank(noise.Select((factor, key) => new KeyCandidate<int>(key, 100 * factor, false, 1)), now);
                    string shown = string.Join(' ', Enumerable.Range(0, 30).Where(ranking.IsShown));
                    first ??= shown;
                    if (first != shown)
                    {
                        return false;
                    }
                }

                return true;
            },
            iter: 50);
    }

    [Fact]
    public void Never_more_than_the_limit_is_shown()
    {
        Gen.Select(Gen.Int[0, 40], Gen.Double[0, 100], Gen.Bool).Array[0, 40].Array[1, 30].Sample(
            samples =>
            {
                var ranking = new KeyRanking<int>("process", 5, Comparer<int>.Default);
                DateTimeOffset now = _now;
                return samples.All(keys =>
                {
                    now += TimeSpan.FromMinutes(4);
                    KeyCandidate<int>[] candidates = [.. keys.DistinctBy(key => key.Item1).Select(key => new KeyCandidate<int>(key.Item1, key.Item2, key.Item3, 1))];
                    ranking.Rank(candidates, now);
                    int shown = candidates.Count(candidate => ranking.IsShown(candidate.Key));
                    return shown == Math.Min(5, candidates.Length) && ranking.Size.Shown == shown && ranking.Size.Folded == candidates.Length - shown;
                });
            },
            iter: 2_000);
    }

    private string Rank(params (string Key, double Weight)[] keys) => Names(RankAll([.. keys.Select(key => new KeyCandidate<string>(key.Key, key.Weight, false, 1))]));

    private string RankFor(TimeSpan time, params (string Key, double Weight)[] keys)
    {
        DateTimeOffset end = _now + time;
        string shown = "";
        while (_now < end)
        {
            shown = Rank(keys);
        }

        return shown;
    }

    private IEnumerable<string> RankAll(KeyCandidate<string>[] candidates)
    {
        _now += Sample;
        _ranking.Rank(candidates, _now);
        return candidates.Select(candidate => candidate.Key).Where(_ranking.IsShown);
    }

    private static string Names(IEnumerable<string> keys) => string.Join(' ', keys.Order(StringComparer.Ordinal));
}
