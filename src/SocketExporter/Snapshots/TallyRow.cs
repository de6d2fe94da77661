namespace SocketExporter.Snapshots;

/// <summary>A cell of the cube, as collectors see it.</summary>
internal readonly record struct TallyRow(TallyKey Key, TallyCell Cell);
