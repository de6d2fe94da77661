using System.Runtime.InteropServices;

namespace SocketExporter.Benchmarks;

/// <summary>bare_dump.c, built as a library: one call into C for a whole dump.</summary>
internal sealed unsafe class BareDumpInC
{
    private readonly delegate* unmanaged<int, uint, nint> _count;
    private readonly int _socket;
    private uint _sequence;

    /// <exception cref="DllNotFoundException">The library is not there.</exception>
    public BareDumpInC(string library)
    {
        nint handle = NativeLibrary.Load(library);
        _count = (delegate* unmanaged<int, uint, nint>)NativeLibrary.GetExport(handle, "bare_dump_count");
        _socket = ((delegate* unmanaged<int>)NativeLibrary.GetExport(handle, "bare_dump_open"))();
        if (_socket < 0)
        {
            throw new InvalidOperationException($"{library}: no netlink socket");
        }
    }

    /// <returns>Sockets of the network namespace.</returns>
    public long Count()
    {
        nint sockets = _count(_socket, ++_sequence);
        return sockets >= 0 ? sockets : throw new InvalidOperationException("the bare dump in C failed");
    }
}
