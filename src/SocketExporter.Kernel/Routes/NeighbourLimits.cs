namespace SocketExporter.Kernel.Routes;

/// <summary>
/// Entries of the table of one family, which all network namespaces share; permanent ones don't count. Source: net.ipv4.neigh.default.gc_thresh1 and the others.
/// </summary>
/// <param name="Threshold1">Up to so many none is collected.</param>
/// <param name="Threshold2">Above it stale ones are collected after 5 s.</param>
/// <param name="Threshold3">At it no more are made: destinations on the link become unreachable.</param>
public readonly record struct NeighbourLimits(long Threshold1, long Threshold2, long Threshold3);
