using SocketExporter.Kernel.Io;

namespace SocketExporter.Kernel.Counters;

/// <summary>Lines as "TCP: inuse 1 orphan 0 tw 0 alloc 1 mem 0": a title, then names and values in turn. Unknown titles and names are skipped.</summary>
internal static class SocketStatisticsText
{
    /// <param name="sockstat6">Empty where the kernel has no such file.</param>
    /// <param name="pageBytes">TCP and UDP memory is counted in pages; that of fragments in bytes (frag_mem_limit).</param>
    /// <exception cref="KernelReadException">Anything but such lines, an empty sockstat too.</exception>
    public static SocketStatistics Parse(ReadOnlySpan<byte> sockstat, ReadOnlySpan<byte> sockstat6, long pageBytes)
    {
        if (sockstat.IsEmpty)
        {
            throw new KernelReadException("sockstat: nothing, expected lines of a title, names and values");
        }

        return new SocketStatistics
        {
            SocketsUsed = Find(sockstat, "sockets:"u8, "used"u8),
            TcpInUse = Find(sockstat, "TCP:"u8, "inuse"u8),
            TcpOrphans = Find(sockstat, "TCP:"u8, "orphan"u8),
            TcpTimeWait = Find(sockstat, "TCP:"u8, "tw"u8),
            TcpAllocated = Find(sockstat, "TCP:"u8, "alloc"u8),
            TcpMemoryBytes = Bytes(Find(sockstat, "TCP:"u8, "mem"u8), pageBytes),
            UdpInUse = Find(sockstat, "UDP:"u8, "inuse"u8),
            UdpMemoryBytes = Bytes(Find(sockstat, "UDP:"u8, "mem"u8), pageBytes),
            UdpLiteInUse = Find(sockstat, "UDPLITE:"u8, "inuse"u8),
            RawInUse = Find(sockstat, "RAW:"u8, "inuse"u8),
            FragmentsInUse = Find(sockstat, "FRAG:"u8, "inuse"u8),
            FragmentsMemoryBytes = Find(sockstat, "FRAG:"u8, "memory"u8),
            Tcp6InUse = Find(sockstat6, "TCP6:"u8, "inuse"u8),
            Udp6InUse = Find(sockstat6, "UDP6:"u8, "inuse"u8),
            UdpLite6InUse = Find(sockstat6, "UDPLITE6:"u8, "inuse"u8),
            Raw6InUse = Find(sockstat6, "RAW6:"u8, "inuse"u8),
            Fragments6InUse = Find(sockstat6, "FRAG6:"u8, "inuse"u8),
            Fragments6MemoryBytes = Find(sockstat6, "FRAG6:"u8, "memory"u8),
        };
    }

    private static long? Bytes(long? pages, long pageBytes) => pages is { } known ? KernelText.Bytes(known, pageBytes) : null;

    /// <summary>Walks on to the end even when the value is found, so that a text which is wrong anywhere is refused.</summary>
    private static long? Find(ReadOnlySpan<byte> text, ReadOnlySpan<byte> wantedTitle, ReadOnlySpan<byte> wantedName)
    {
        long? found = null;
        var lines = new KernelText(text, "sockstat");
        while (lines.NextLine(out ReadOnlySpan<byte> line))
        {
            if (!KernelText.NextWord(ref line, out ReadOnlySpan<byte> title) || title[^1] != (byte)':')
            {
                throw lines.Wrong($"'{KernelText.Show(title)}'", "a title and a colon");
            }

            while (KernelText.NextWord(ref line, out ReadOnlySpan<byte> name))
            {
                if (!KernelText.NextWord(ref line, out ReadOnlySpan<byte> word))
                {
                    throw lines.Wrong($"{KernelText.Show(title)} {KernelText.Show(name)} without a value", "names and values in turn");
                }

                long value = lines.ParseInteger(word);
                if (title.SequenceEqual(wantedTitle) && name.SequenceEqual(wantedName))
                {
                    found = value;
                }
            }
        }

        return found;
    }
}
