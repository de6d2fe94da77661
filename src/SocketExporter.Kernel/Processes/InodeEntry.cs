namespace SocketExporter.Kernel.Processes;

/// <summary>What is remembered about one socket inode: 12 bytes, of which 16 to 32 are taken a socket for the room that the index needs.</summary>
internal struct InodeEntry
{
    /// <summary>Never yet looked for in a scan that saw all processes. Below it: not found by that many such scans.</summary>
    public const int NotSought = -1;

    /// <summary>log2 of the longest rest between two searches for an inode that nobody seems to hold: 64 samples.</summary>
    public const int LongestRestLog2 = 6;

    /// <summary>0 where the place is free: inodes begin at 1. Written by <see cref="InodeIndex"/> only.</summary>
    public uint Inode;

    /// <summary>Slot of the owner if not negative, else <see cref="NotSought"/> and below.</summary>
    public int Slot;

    /// <summary>
    /// Of an owned inode, the owner's <see cref="ProcessEntry.Scan"/> that confirmed it. Of another, the number of the search that is
    /// looking for it.
    /// </summary>
    public ushort Mark;

    /// <summary>Low bits of the last sample that asked for it.</summary>
    public ushort Asked;

    /// <summary>
    /// Whether an inode not found before is looked for in this sample. Rests of 1, 2, 4 … 64 samples end at samples whose number they divide, so that
    /// inodes missed at different times are looked for in one scan.
    /// </summary>
    public readonly bool IsSearchDue(long sample)
    {
        int misses = NotSought - Slot;
        return misses <= 1 || (sample & ((1L << (misses - 1)) - 1)) == 0;
    }

    public void CountMiss() => Slot = Math.Max(Slot - 1, NotSought - 1 - LongestRestLog2);
}
