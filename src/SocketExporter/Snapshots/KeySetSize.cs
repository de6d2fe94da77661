namespace SocketExporter.Snapshots;

/// <summary>How many keys of a key set are shown by name, how many may be, and how many are inside <c>&lt;other&gt;</c> now.</summary>
internal readonly record struct KeySetSize(string KeySet, int Shown, int Limit, int Folded);
