using System.Collections.Immutable;

namespace SocketExporter.Kernel.Links;

/// <summary>The interfaces of a network namespace at one moment; what it says never changes.</summary>
public sealed class LinkTable
{
    /// <summary>So many are looked through faster than hashed.</summary>
    private const int FewRows = 16;

    private Dictionary<int, string>? _names;

    public LinkTable(ImmutableArray<LinkRow> rows, bool interrupted)
    {
        Rows = rows;
        Interrupted = interrupted;
    }

    /// <summary>In the kernel's order, each interface once.</summary>
    public ImmutableArray<LinkRow> Rows { get; }

    /// <summary>Name of the interface with this index; null if there is none.</summary>
    public string? NameOf(int index)
    {
        if (Rows.Length <= FewRows)
        {
            foreach (ref readonly LinkRow row in Rows.AsSpan())
            {
                if (row.Index == index)
                {
                    return row.Name;
                }
            }

            return null;
        }

        // Made by the first who asks: thousands of sockets can be bound to as many interfaces.
        _names ??= Rows.ToDictionary(static row => row.Index, static row => row.Name);
        return _names.GetValueOrDefault(index);
    }

    /// <summary>Interfaces came and went during every attempt: some may be missing.</summary>
    public bool Interrupted { get; }
}
