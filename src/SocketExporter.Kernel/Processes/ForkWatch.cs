using System.Buffers.Text;
using System.Text;
using SocketExporter.Kernel.Io;

namespace SocketExporter.Kernel.Processes;

/// <summary>
/// Tells whether /proc must be listed (1.1 µs a process) or the processes known can only have become fewer. The last number of /proc/loadavg is the
/// last pid given to a process or thread (fs/proc/loadavg.c); every fork moves it, also one in an inner pid namespace.
/// </summary>
internal sealed unsafe class ForkWatch : IDisposable
{
    /// <summary>
    /// A pid chosen by its creator (clone3 with set_tid, as checkpoint and restore do) does not move the number: listed anyway after so many samples.
    /// </summary>
    public const int SamplesPerListing = 12;

    private readonly KernelFile _loadavg;
    private readonly byte[] _self;
    private long _listedSample;
    private int _lastPid;
    private bool? _isOwnNamespace;

    public ForkWatch(string procPath)
    {
        _loadavg = new KernelFile(procPath + "/loadavg");
        _self = Encoding.UTF8.GetBytes(procPath + "/self\0");
    }

    /// <summary>To be asked before the listing, so that what starts meanwhile shows at the next sample.</summary>
    public bool MayHaveStarted(long sample)
    {
        _isOwnNamespace ??= IsOwnNamespace();
        if (_isOwnNamespace == false || !TryReadLastPid(out int lastPid))
        {
            return true;
        }

        bool moved = lastPid != _lastPid;
        _lastPid = lastPid;

        // A pid is given shortly before the process is listed: a moved number is followed by a second listing.
        if (moved)
        {
            _listedSample = 0;
            return true;
        }

        if (_listedSample != 0 && sample - _listedSample < SamplesPerListing)
        {
            return false;
        }

        _listedSample = sample;
        return true;
    }

    /// <summary>After a listing that failed.</summary>
    public void Forget() => _lastPid = 0;

    /// <exception cref="KernelReadException">The text does not end with a number.</exception>
    public static int ParseLastPid(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> line = text.TrimEnd((byte)'\n');
        ReadOnlySpan<byte> field = line[(line.LastIndexOf((byte)' ') + 1)..];
        return Utf8Parser.TryParse(field, out int pid, out int used) && used == field.Length
            ? pid
            : throw new KernelReadException($"/proc/loadavg: {text.Length} bytes that do not end with a pid");
    }

    public void Dispose() => _loadavg.Dispose();

    private bool TryReadLastPid(out int lastPid)
    {
        lastPid = 0;
        try
        {
            if (_loadavg.TryReadIfPresent(out ReadOnlySpan<byte> text))
            {
                lastPid = ParseLastPid(text);
                return true;
            }
        }
        catch (KernelReadException)
        {
            // The listing needs no hint, and says itself what is wrong with /proc.
        }

        return false;
    }

    /// <summary>
    /// loadavg speaks of the reader's pid namespace, the listing of the mount's. They are one where this process has its own pid in it.
    /// </summary>
    private bool IsOwnNamespace()
    {
        byte* link = stackalloc byte[16];
        fixed (byte* self = _self)
        {
            nint got = LibC.ReadLinkAt(LibC.AtFdcwd, self, link, 16);
            return got > 0 && ProcPath.TryParsePid(new ReadOnlySpan<byte>(link, (int)got), out int pid) && pid == Environment.ProcessId;
        }
    }
}
