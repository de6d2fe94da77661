namespace SocketExporter.Sampling;

/// <summary>
/// How many keys of each set have series of their own. What is beyond joins in <c>&lt;other&gt;</c>. The numbers are what a busy host needs and a Prometheus takes
/// from every host of a fleet; the page as a whole is limited too.
/// </summary>
internal static class KeyLimits
{
    public const int Services = 100;
    public const int Listeners = 500;
    public const int Processes = 100;
    public const int Uids = 50;
    public const int UnixPaths = 50;

    /// <summary>Services with a histogram of round-trip times of their own: 13 series each.</summary>
    public const int RoundTripServices = 20;
    /// <summary>A server with everything installed runs some hundred.</summary>
    public const int Units = 200;

    /// <summary>Twice the pods that a kubelet starts by default, 110.</summary>
    public const int Containers = 250;

    /// <summary>Processes of one service whose stuck connections are shown apart.</summary>
    public const int StuckProcessesOfService = 5;

    /// <summary>Processes of one service whose connections in CLOSE_WAIT are shown apart.</summary>
    public const int CloseWaitProcessesOfService = 5;
    public const int Interfaces = 64;
    public const int Tuples = 20;

    /// <summary>Series of one page. Over it key sets shrink, in this order: single routes, histograms, unix paths, uids, units, containers, interfaces, processes, listeners, services.</summary>
    public const int PageSeries = 10_000;

    /// <summary>Free series from which on a set that had to shrink may grow again; large enough not to shrink in the next sample.</summary>
    public const int PageSlack = 500;

    /// <summary>
    /// Series that no key set decides: protocol counters (about 400, growing with each kernel, and ICMP types as they are met), routes and default routes (at most 264), flows of
    /// conntrack, states, neighbours, limits, the daemon's own.
    /// </summary>
    public const int FixedSeries = 2_000;
}
