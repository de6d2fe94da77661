namespace SocketExporter.Kernel.Counters.Meanings;

/// <summary>What one protocol counter says.</summary>
/// <param name="Help">
/// The kernel's two names, a colon and a sentence: "TcpExt ListenOverflows: …". What happens when it grows, and when to worry. At most 220
/// characters, ends with a full stop, without quotes and backslashes. One literal, so that a native binary keeps no copy on its heap.
/// </param>
/// <param name="Phrase">What stands behind the value in a list, without full stop: "1234 segments sent again".</param>
public readonly record struct CounterMeaning(string Help, string Phrase, CounterKind Kind = CounterKind.Counter)
{
    /// <summary>The kernel's names, the front of <see cref="Help"/>.</summary>
    public CounterName Name
    {
        get
        {
            int space = Help.IndexOf(' ', StringComparison.Ordinal);
            int colon = Help.IndexOf(':', StringComparison.Ordinal);
            return new CounterName(Help[..space], Help[(space + 1)..colon]);
        }
    }

    internal bool Is(CounterName name)
    {
        int length = name.Protocol.Length + 1 + name.Name.Length;
        return Help.Length > length
            && Help[length] == ':'
            && Help[name.Protocol.Length] == ' '
            && Help.AsSpan(name.Protocol.Length + 1, name.Name.Length).SequenceEqual(name.Name)
            && Help.StartsWith(name.Protocol, StringComparison.Ordinal);
    }
}
