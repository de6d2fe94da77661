namespace SocketExporter.Snapshots;

/// <summary>Label values that stand for something that has no name. Never the empty string: Prometheus takes that for no label at all.</summary>
internal static class ReservedLabel
{
    /// <summary>Nobody owns it by nature: TIME_WAIT, SYN_RECV, orphan, not accepted.</summary>
    public const string None = "<none>";

    /// <summary>Owned, but not visible to this process.</summary>
    public const string Unknown = "<unknown>";

    /// <summary>Folded together to stay within a limit.</summary>
    public const string Other = "<other>";

    /// <summary>A port that the kernel hands out for a connection: it says nothing and there are thousands.</summary>
    public const string Ephemeral = "<ephemeral>";

    /// <summary>
    /// UTF-16 units of a name at most. No kernel says a longer one (comm has 15 bytes, a unix path 108, an interface 15), but a recording may, and a label is
    /// kept by who scrapes.
    /// </summary>
    public const int MaxLength = 256;

    /// <summary>Last character of a name that was cut.</summary>
    public const char CutMark = '…';

    /// <summary>
    /// A real name as a label value: never empty, never taken for a reserved one, no NUL and no lone surrogates (which no exposition format can carry), cut to
    /// <see cref="MaxLength"/>.
    /// </summary>
    public static string FromName(string name)
    {
        if (name.Length > MaxLength)
        {
            // Not in the middle of a pair.
            int end = char.IsHighSurrogate(name[MaxLength - 2]) ? MaxLength - 2 : MaxLength - 1;
            name = name[..end] + CutMark;
        }

        if (name.Length == 0)
        {
            return "_";
        }

        if (name is None or Unknown or Other or Ephemeral)
        {
            return "_" + name;
        }

        foreach (char c in name)
        {
            if (c == '\0' || char.IsSurrogate(c))
            {
                return Clean(name);
            }
        }

        return name;
    }

    private static string Clean(string name)
    {
        var text = new System.Text.StringBuilder(name.Length);
        foreach (System.Text.Rune rune in name.EnumerateRunes())
        {
            text.Append(rune.Value == 0 ? "\ufffd" : rune.ToString());
        }

        return text.ToString();
    }
}
