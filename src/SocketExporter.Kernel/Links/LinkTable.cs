using System.Collections.Immutable;

namespace SocketExporter.Kernel.Links;

/// <summary>The interfaces of a network namespace at one moment; never changes.</summary>
public sealed class LinkTable
{
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
        foreach (ref readonly LinkRow row in Rows.AsSpan())
        {
            if (row.Index == index)
            {
                return row.Name;
            }
        }

        return null;
    }

    /// <summary>Interfaces came and went during every attempt: some may be missing.</summary>
    public bool Interrupted { get; }
}
