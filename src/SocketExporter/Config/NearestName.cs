namespace SocketExporter.Config;

/// <summary>Finds what somebody who mistyped a name meant.</summary>
internal static class NearestName
{
    /// <summary>Names and typed words are short; a longer word is no slip of the finger and not worth the quadratic time.</summary>
    private const int LongestWord = 64;

    /// <summary>The known name with the fewest slips (letters missing, added, changed, or swapped with their neighbour; case is none), the first among equals.</summary>
    /// <returns>
    /// null where even the nearest differs in more than a third of its letters, or in more than three. Groups that both share don't count:
    /// collector.foo is not near to collector.tcp.
    /// </returns>
    public static string? Find(string word, IEnumerable<string> known)
    {
        if (word.Length > LongestWord)
        {
            return null;
        }

        string? nearest = null;
        int fewest = int.MaxValue;
        foreach (string name in known)
        {
            int shared = SharedGroups(word, name);
            int slips = Slips(word[shared..], name[shared..]);
            if (slips < fewest && slips <= Math.Clamp((name.Length - shared) / 3, 1, 3))
            {
                (nearest, fewest) = (name, slips);
            }
        }

        return nearest;
    }

    /// <summary>"; did you mean NAME?", or what to say where no name is near.</summary>
    public static string Hint(string word, IEnumerable<string> known, string otherwise) =>
        Find(word, known) is { } nearest ? $"; did you mean {nearest}?" : otherwise;

    /// <summary>Optimal string alignment (Damerau and Levenshtein), over three rows.</summary>
    internal static int Slips(string left, string right)
    {
        int[] beforePrevious = new int[right.Length + 1];
        int[] previous = new int[right.Length + 1];
        int[] current = new int[right.Length + 1];
        for (int column = 0; column <= right.Length; column++)
        {
            previous[column] = column;
        }

        for (int row = 1; row <= left.Length; row++)
        {
            current[0] = row;
            for (int column = 1; column <= right.Length; column++)
            {
                int change = Same(left[row - 1], right[column - 1]) ? 0 : 1;
                int slips = Math.Min(Math.Min(previous[column] + 1, current[column - 1] + 1), previous[column - 1] + change);
                if (row > 1 && column > 1 && Same(left[row - 1], right[column - 2]) && Same(left[row - 2], right[column - 1]))
                {
                    slips = Math.Min(slips, beforePrevious[column - 2] + 1);
                }

                current[column] = slips;
            }

            (beforePrevious, previous, current) = (previous, current, beforePrevious);
        }

        return previous[right.Length];
    }

    private static int SharedGroups(string left, string right)
    {
        int shared = left.AsSpan().CommonPrefixLength(right);
        return left.AsSpan(0, shared).LastIndexOfAny('.', '_') + 1;
    }

    private static bool Same(char left, char right) => char.ToLowerInvariant(left) == char.ToLowerInvariant(right);
}
