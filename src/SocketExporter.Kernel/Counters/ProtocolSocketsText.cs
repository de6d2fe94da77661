using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using SocketExporter.Kernel.Io;

namespace SocketExporter.Kernel.Counters;

/// <summary>
/// The table /proc/net/protocols: a line of column titles, then "TCPv6     2432      0 …" for every protocol the kernel has registered.
/// Keeps the names it has met, so that a table of known protocols makes no string. Source: net/core/sock.c, proto_seq_printf.
/// </summary>
internal sealed class ProtocolSocketsText
{
    /// <summary>Lines of the table: PROTO_INUSE_NR of net/core/sock.c is 64. Each is compared with all before it, and their names are kept.</summary>
    public const int MaxProtocols = 1024;

    private readonly List<(byte[] KernelName, string Protocol)> _names = [];
    private readonly List<ProtocolSockets> _rows = [];

    /// <summary>
    /// A zero of AF_VSOCK is null: af_vsock never calls sock_prot_inuse_add (seen on Linux 6.18), its zero says nothing.
    /// </summary>
    /// <returns>In the kernel's order, one entry for all families of a protocol.</returns>
    /// <exception cref="KernelReadException">Anything but such a table, an empty text too.</exception>
    public ImmutableArray<ProtocolSockets> Parse(ReadOnlySpan<byte> text, string source)
    {
        var lines = new KernelText(text, source);
        if (!lines.NextLine(out ReadOnlySpan<byte> titles)
            || !KernelText.NextWord(ref titles, out _)
            || !KernelText.NextWord(ref titles, out _)
            || !KernelText.NextWord(ref titles, out ReadOnlySpan<byte> third)
            || !third.SequenceEqual("sockets"u8))
        {
            throw lines.Wrong($"'{KernelText.Show(text)}'", "the titles 'protocol size sockets'");
        }

        _rows.Clear();
        int count = 0;
        while (lines.NextLine(out ReadOnlySpan<byte> line))
        {
            if (++count > MaxProtocols)
            {
                throw lines.Wrong($"more than {MaxProtocols} protocols", "at most so many");
            }

            if (!KernelText.NextWord(ref line, out ReadOnlySpan<byte> name)
                || !KernelText.NextWord(ref line, out _)
                || !KernelText.NextWord(ref line, out ReadOnlySpan<byte> sockets))
            {
                throw lines.Wrong($"line of '{KernelText.Show(name)}'", "name, size and sockets");
            }

            long inUse = lines.ParseInteger(sockets);
            Add(ProtocolOf(name), inUse == 0 && name.SequenceEqual("AF_VSOCK"u8) ? null : inUse);
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(_rows.ToArray());
    }

    /// <summary>The protocol of one of the kernel's struct proto names: one name for both families and for both kinds of unix sockets.</summary>
    internal static string Protocol(string kernelName) => kernelName switch
    {
        "UDP-Lite" => "udplite",
        "UNIX-STREAM" => "unix", // apart from UNIX since Linux 5.15
        "AF_VSOCK" => "vsock",
        "SMC6" => "smc",
        _ when kernelName.Length > 2 && kernelName.EndsWith("v6", StringComparison.Ordinal) => kernelName[..^2].ToLowerInvariant(),
        _ => kernelName.ToLowerInvariant(),
    };

    private void Add(string protocol, long? inUse)
    {
        Span<ProtocolSockets> rows = CollectionsMarshal.AsSpan(_rows);
        foreach (ref ProtocolSockets row in rows)
        {
            if (row.Protocol == protocol)
            {
                row = row with { InUse = row.InUse + inUse };
                return;
            }
        }

        _rows.Add(new ProtocolSockets(protocol, inUse));
    }

    private string ProtocolOf(ReadOnlySpan<byte> kernelName)
    {
        foreach ((byte[] known, string protocol) in _names)
        {
            if (kernelName.SequenceEqual(known))
            {
                return protocol;
            }
        }

        if (_names.Count >= MaxProtocols)
        {
            _names.Clear();
        }

        string found = Protocol(Encoding.UTF8.GetString(kernelName));
        _names.Add((kernelName.ToArray(), found));
        return found;
    }
}
