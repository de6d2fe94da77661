namespace SocketExporter.Sampling;

/// <summary>
/// Sockets set aside until their owners are known, in pieces of 64 KB: a list that doubles leaves as much behind as it holds, and would hold for ever what one
/// storm of connections took.
/// </summary>
internal sealed class PendingSockets
{
    /// <summary>6.4 MB. What is beyond counts as <c>&lt;unknown&gt;</c> in this sample and is found in a later one.</summary>
    public const int Capacity = 200_000;

    private const int SocketsPerPiece = 2_000;

    private readonly List<PendingSocket[]> _pieces = [];

    public int Count { get; private set; }

    /// <summary>What memory is held for.</summary>
    public int Room => _pieces.Count * SocketsPerPiece;

    /// <returns>False when there is no room.</returns>
    public bool TryAdd(in PendingSocket socket)
    {
        if (Count == Capacity)
        {
            return false;
        }

        if (Count == Room)
        {
            _pieces.Add(new PendingSocket[SocketsPerPiece]);
        }

        _pieces[Count / SocketsPerPiece][Count % SocketsPerPiece] = socket;
        Count++;
        return true;
    }

    public ref readonly PendingSocket this[int index] => ref _pieces[index / SocketsPerPiece][index % SocketsPerPiece];

    /// <summary>Empties it; memory that was not needed this time is given back.</summary>
    public void Clear()
    {
        int needed = (Count + SocketsPerPiece - 1) / SocketsPerPiece;
        _pieces.RemoveRange(needed, _pieces.Count - needed);
        Count = 0;
    }

    public void RemoveAll(Func<PendingSocket, bool> isUnwanted)
    {
        int kept = 0;
        for (int i = 0; i < Count; i++)
        {
            if (!isUnwanted(this[i]))
            {
                _pieces[kept / SocketsPerPiece][kept % SocketsPerPiece] = this[i];
                kept++;
            }
        }

        Count = kept;
    }
}
