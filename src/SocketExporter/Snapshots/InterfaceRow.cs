using SocketExporter.Kernel.Links;

namespace SocketExporter.Snapshots;

/// <summary>An interface as it is shown. <see cref="Link"/> is null for <c>&lt;other&gt;</c>: several interfaces have no one MTU.</summary>
/// <param name="Statistics">Counters by increment: they never fall, whatever is shown or folded. Null where the kernel gave none.</param>
internal readonly record struct InterfaceRow(string Name, LinkStatistics? Statistics, LinkRow? Link);
