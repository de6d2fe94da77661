using System.Globalization;
using System.Runtime.InteropServices;
using SocketExporter.Kernel;
using SocketExporter.Kernel.Conntrack;
using SocketExporter.Kernel.Netlink;
using SocketExporter.Snapshots;

namespace SocketExporter.Sampling;

/// <summary>
/// The flows that conntrack follows, counted by kind. Every look at them is a look at all, so it is taken only as often as <see cref="CpuShareCores"/> allows; the counts
/// stand in between.
/// </summary>
internal sealed class ConntrackFlowSection : IDisposable
{
    /// <summary>
    /// Of one core: a fifth of what sampling may take by default, as the looks at listeners between samples. A look that cost c is not followed by another before c / share.
    /// </summary>
    public const double CpuShareCores = 0.01;

    /// <summary>A table with more is not looked at: it would hold up the sample for a second and longer.</summary>
    public const long MaxFlows = 1_000_000;

    private const byte Tcp = 6; // IPPROTO_TCP

    private readonly KernelSource _kernel;
    private readonly Func<TimeSpan> _cpuTime;

    // 256 protocols, three states and four translations; eleven states of TCP: it needs no bound of its own.
    private readonly Dictionary<ConntrackFlowKind, Entry> _kinds = [];

    // Made when it is first asked for: most hosts never do, and its buffer is large.
    private ConntrackFlowReader? _reader;
    private DateTimeOffset _nextLook = DateTimeOffset.MinValue;

    // Asked again in each sample: a question that was refused costs next to nothing, and rest after it would look like an empty table.
    private bool _isRefused;

    /// <param name="cpuTime">CPU time of this thread so far.</param>
    public ConntrackFlowSection(KernelSource kernel, Func<TimeSpan> cpuTime)
    {
        _kernel = kernel;
        _cpuTime = cpuTime;
    }

    /// <param name="conntrack">Of the same sample; null when it could not be read.</param>
    /// <param name="now">Time that never steps.</param>
    /// <exception cref="KernelReadException">The dump failed; the counts of the last whole one stand. Or this process lacks CAP_NET_ADMIN: whoever asks for flows is to know that none will come.</exception>
    public ConntrackFlowSample Read(ConntrackSample? conntrack, DateTimeOffset now)
    {
        if (conntrack is { IsPresent: false })
        {
            return Refused("this kernel has no conntrack, or its module is not loaded");
        }

        if (conntrack?.Entries > MaxFlows)
        {
            return Refused(string.Create(CultureInfo.InvariantCulture, $"{conntrack.Entries} conntrack flows, more than the {MaxFlows} that are looked at one by one"));
        }

        if (now >= _nextLook || _isRefused)
        {
            TimeSpan start = _cpuTime();
            try
            {
                Look(now);
                _isRefused = false;
            }
            catch (KernelReadException e) when (ConntrackFlowReader.IsAbsence(e))
            {
                return Refused(e.Message);
            }
            catch (KernelReadException e) when (ConntrackFlowReader.IsDenial(e))
            {
                Refused(e.Message);
                throw new KernelReadException(ConntrackFlowReader.DenialText);
            }
            finally
            {
                _nextLook = now + ((_cpuTime() - start) / CpuShareCores);
            }
        }

        return new ConntrackFlowSample([.. _kinds.Select(static entry => KeyValuePair.Create(entry.Key, entry.Value.Counted))], null);
    }

    public void Dispose() => _reader?.Dispose();

    private static ConntrackFlowKind KindOf(in ConntrackFlow flow)
    {
        bool tcp = flow.Protocol == Tcp;
        return new ConntrackFlowKind(flow.Protocol, flow.TcpState, !tcp && flow.IsReplied, !tcp && flow.IsAssured, flow.IsSourceTranslated, flow.IsDestinationTranslated);
    }

    private ConntrackFlowSample Refused(string reason)
    {
        _kinds.Clear();
        _isRefused = true;
        return new ConntrackFlowSample([], reason);
    }

    private void Look(DateTimeOffset now)
    {
        foreach (ConntrackFlowKind kind in _kinds.Keys)
        {
            CollectionsMarshal.GetValueRefOrNullRef(_kinds, kind).Counting = 0;
        }

        _reader ??= new ConntrackFlowReader(_kernel);
        _reader.Start();
        while (_reader.Next())
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_kinds, KindOf(_reader.Row), out _).Counting++;
        }

        foreach ((ConntrackFlowKind kind, Entry counted) in _kinds)
        {
            ref Entry entry = ref CollectionsMarshal.GetValueRefOrNullRef(_kinds, kind);
            entry.Counted = counted.Counting;
            entry.LastSeen = counted.Counting > 0 ? now : counted.LastSeen;
            if (now - entry.LastSeen > SocketTally.ZeroKept)
            {
                _kinds.Remove(kind);
            }
        }
    }

    private struct Entry
    {
        /// <summary>In the look under way.</summary>
        public long Counting;

        /// <summary>In the last whole one.</summary>
        public long Counted;

        public DateTimeOffset LastSeen;
    }
}
