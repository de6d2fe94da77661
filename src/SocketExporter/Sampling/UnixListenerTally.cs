using System.Text;
using System.Text.RegularExpressions;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Sampling.Memory;
using SocketExporter.Snapshots;

namespace SocketExporter.Sampling;

/// <summary>Unix listeners of one sample by (path, process).</summary>
internal sealed partial class UnixListenerTally
{
    /// <summary>Listeners before the rest is left out of the families by path (never out of the counts by state).</summary>
    public const int MaxListeners = 65_536;

    private readonly List<Listener> _listeners = [];

    /// <summary>At most <see cref="MaxListeners"/>.</summary>
    public int Count => _listeners.Count;

    public void Clear() => _listeners.Clear();

    public void Add(in UnixSocketRow row)
    {
        if (_listeners.Count < MaxListeners)
        {
            _listeners.Add(new Listener(PathOf(row.Name), row.Inode, row.Uid ?? OwnerMemory.UnknownUid, row.ReceiveQueue, row.SendQueue));
        }
    }

    /// <summary>Inodes of the listeners, to have their owners looked for.</summary>
    public IEnumerable<uint> Inodes => _listeners.Select(static listener => listener.Inode);

    /// <param name="ownerOf">(inode, uid) → index of the owner.</param>
    public UnixListenerGroup[] ToGroups(OwnerMemory owners, Func<uint, uint, int> ownerOf)
    {
        var groups = new Dictionary<(string, string), UnixListenerGroup>();
        foreach (Listener listener in _listeners)
        {
            (string Path, string Process) name = (listener.Path, owners[ownerOf(listener.Inode, listener.Uid)].Process);
            UnixListenerGroup group = groups.TryGetValue(name, out UnixListenerGroup? present) ? present : new UnixListenerGroup(name.Path, name.Process, 0, 0, 0);
            groups[name] = group with
            {
                Queue = group.Queue + listener.Queue,
                QueueLimit = group.QueueLimit + listener.Limit,
                FullestRatio = Math.Max(group.FullestRatio, listener.Queue / (listener.Limit + 1.0)),
            };
        }

        return [.. groups.Values];
    }

    /// <summary>
    /// A name as ss shows it (@ for NUL), with runs of four or more hex digits as <c>*</c>: paths with a pid, a hash or a container id in them would make a series each.
    /// </summary>
    internal static string PathOf(ReadOnlySpan<byte> name)
    {
        if (name.Length > 0 && name[0] != 0)
        {
            name = name.TrimEnd((byte)0);
        }

        return name.IsEmpty ? ReservedLabel.None : ReservedLabel.FromName(HexRun().Replace(Encoding.UTF8.GetString(name).Replace('\0', '@'), "*"));
    }

    [GeneratedRegex("[0-9a-fA-F]{4,}", RegexOptions.CultureInvariant)]
    private static partial Regex HexRun();

    private readonly record struct Listener(string Path, uint Inode, uint Uid, uint Queue, uint Limit);
}
