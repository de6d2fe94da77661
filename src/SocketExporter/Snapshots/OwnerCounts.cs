namespace SocketExporter.Snapshots;

/// <summary>Sockets of a sample by what is known of their owner.</summary>
/// <param name="Known">A process owns them.</param>
/// <param name="Unknown">A process must own them, and it is not visible.</param>
/// <param name="Nobodys">Nobody owns them by nature.</param>
internal readonly record struct OwnerCounts(long Known, long Unknown, long Nobodys)
{
    public static OwnerCounts Of(Snapshot snapshot)
    {
        long known = 0;
        long unknown = 0;
        long nobodys = 0;
        foreach (TallyRow row in snapshot.Tally)
        {
            switch (snapshot.Owners[row.Key.OwnerIndex].Process)
            {
                case ReservedLabel.None:
                    nobodys += row.Cell.Sockets;
                    break;
                case ReservedLabel.Unknown:
                    unknown += row.Cell.Sockets;
                    break;
                default:
                    known += row.Cell.Sockets;
                    break;
            }
        }

        return new OwnerCounts(known, unknown, nobodys);
    }
}
