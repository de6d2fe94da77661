using System.Runtime.InteropServices;
using SocketExporter.Snapshots;

namespace SocketExporter.Sampling.Memory;

/// <summary>
/// Which keys of a set are shown by name. Keys in trouble come first, then the largest. So that series don't flap, a shown key stays for ten minutes, and who wants
/// its place afterwards must be a fifth larger in three samples running. Trouble takes a place at once, from the smallest that has none; and a key that has nothing
/// any more gives way at once to one that has something: what is over must not hide what is there.
/// </summary>
internal sealed class KeyRanking<TKey>
    where TKey : notnull
{
    public static readonly TimeSpan ShownAtLeast = TimeSpan.FromMinutes(10);

    public const double NewcomerMustExceedBy = 1.2;

    public const int NewcomerSamples = 3;

    private readonly Dictionary<TKey, Standing> _standings = [];
    private readonly List<KeyCandidate<TKey>> _shown = [];
    private readonly List<KeyCandidate<TKey>> _waiting = [];
    private readonly IComparer<TKey> _ties;
    private int _sample;
    private int _allowed;

    /// <param name="keySet">As in <c>socket_exporter_keys{keyset}</c>.</param>
    /// <param name="ties">Decides between equals, so that the same host always shows the same keys.</param>
    public KeyRanking(string keySet, int limit, IComparer<TKey> ties)
    {
        KeySet = keySet;
        Limit = limit;
        _allowed = limit;
        _ties = ties;

        // Also before the first ranking, and for good where the section of these keys fails.
        Size = new KeySetSize(keySet, 0, limit, 0);
    }

    public string KeySet { get; }

    public int Limit { get; }

    /// <summary>Series that the shown keys make, at most.</summary>
    public int Series { get; private set; }

    /// <summary>Whether the page's limit has closed places of this set.</summary>
    public bool IsShrunk => _allowed < Limit;

    public KeySetSize Size { get; private set; }

    public bool IsShown(TKey key) => _standings.TryGetValue(key, out Standing standing) && standing.IsShown && standing.Sample == _sample;

    /// <summary>Ranks the keys of a sample, each named once. What is not among them is no longer shown, and forgotten.</summary>
    public void Rank(IEnumerable<KeyCandidate<TKey>> candidates, DateTimeOffset now)
    {
        _sample++;
        _shown.Clear();
        _waiting.Clear();
        foreach (KeyCandidate<TKey> candidate in candidates)
        {
            ref Standing standing = ref CollectionsMarshal.GetValueRefOrAddDefault(_standings, candidate.Key, out _);
            standing.Sample = _sample;
            (standing.IsShown ? _shown : _waiting).Add(candidate);
        }

        ForgetGone();
        _shown.Sort(Compare);
        _waiting.Sort(Compare);
        int next = 0;
        while (_shown.Count < _allowed && next < _waiting.Count)
        {
            Show(_waiting[next], now);
            _shown.Add(_waiting[next++]);
        }

        Challenge(next, now);
        Series = _shown.Sum(static shown => shown.Series);
        Size = new KeySetSize(KeySet, _shown.Count, Limit, _standings.Count - _shown.Count);
    }

    /// <summary>
    /// Hides the lowest of the shown keys until they make at most so many series: the page is too large. The places stay closed until <see cref="Relax"/>, so that
    /// keys do not come and go with every sample.
    /// </summary>
    public void ShrinkTo(int series)
    {
        _shown.Sort(Compare);
        while (_shown.Count > 0 && Series > series)
        {
            KeyCandidate<TKey> last = _shown[^1];
            CollectionsMarshal.GetValueRefOrNullRef(_standings, last.Key).IsShown = false;
            Series -= last.Series;
            _shown.RemoveAt(_shown.Count - 1);
        }

        _allowed = _shown.Count;
        Size = Size with { Shown = _shown.Count, Folded = _standings.Count - _shown.Count };
    }

    /// <summary>The page has room again: opens a tenth of the places that <see cref="ShrinkTo"/> closed, at least one.</summary>
    public void Relax() => _allowed = Math.Min(Limit, _allowed + Math.Max(1, (Limit - _allowed) / 10));

    /// <summary>Counts keys that were never candidates among the folded ones.</summary>
    public void AddFolded(int keys) => Size = Size with { Folded = Size.Folded + keys };

    /// <summary>Those who wait against those who are shown: the largest of the one against the smallest of the other, while it wins.</summary>
    private void Challenge(int next, DateTimeOffset now)
    {
        int victim = _shown.Count - 1;
        for (; next < _waiting.Count; next++)
        {
            KeyCandidate<TKey> newcomer = _waiting[next];
            ref Standing standing = ref CollectionsMarshal.GetValueRefOrNullRef(_standings, newcomer.Key);
            while (victim >= 0 && !newcomer.InTrouble && !CanBeReplaced(_shown[victim], now))
            {
                victim--;
            }

            bool larger = victim >= 0 && !_shown[victim].InTrouble && (newcomer.InTrouble || newcomer.Weight > _shown[victim].Weight * NewcomerMustExceedBy);
            standing.SamplesLarger = larger ? standing.SamplesLarger + 1 : 0;
            if (larger && (newcomer.InTrouble || _shown[victim].Weight == 0 || standing.SamplesLarger >= NewcomerSamples))
            {
                CollectionsMarshal.GetValueRefOrNullRef(_standings, _shown[victim].Key).IsShown = false;
                Show(newcomer, now);
                _shown[victim--] = newcomer;
            }
        }
    }

    private bool CanBeReplaced(in KeyCandidate<TKey> shown, DateTimeOffset now)
        => !shown.InTrouble && (shown.Weight == 0 || now - CollectionsMarshal.GetValueRefOrNullRef(_standings, shown.Key).ShownSince >= ShownAtLeast);

    private void Show(in KeyCandidate<TKey> candidate, DateTimeOffset now)
    {
        ref Standing standing = ref CollectionsMarshal.GetValueRefOrNullRef(_standings, candidate.Key);
        standing.IsShown = true;
        standing.ShownSince = now;
        standing.SamplesLarger = 0;
    }

    private void ForgetGone()
    {
        foreach ((TKey key, Standing standing) in _standings)
        {
            if (standing.Sample != _sample)
            {
                _standings.Remove(key);
            }
        }
    }

    private int Compare(KeyCandidate<TKey> left, KeyCandidate<TKey> right)
    {
        int order = right.InTrouble.CompareTo(left.InTrouble);
        order = order != 0 ? order : right.Weight.CompareTo(left.Weight);
        return order != 0 ? order : _ties.Compare(left.Key, right.Key);
    }

    private struct Standing
    {
        public bool IsShown;
        public int Sample;
        public int SamplesLarger;
        public DateTimeOffset ShownSince;
    }
}
