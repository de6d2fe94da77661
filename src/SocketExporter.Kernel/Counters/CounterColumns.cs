using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;

namespace SocketExporter.Kernel.Counters;

/// <summary>
/// Where parsed counters are put, sample after sample. Strings are made only for a name that is not the one seen at this place before,
/// so a sample of known names allocates nothing but the table.
/// </summary>
internal sealed class CounterColumns
{
    /// <summary>Counters of one sample: twenty times those of a kernel with everything. Each is a family of metrics.</summary>
    public const int MaxCounters = 16_384;

    private byte[][] _keys = new byte[512][];
    private CounterName[] _names = new CounterName[512];
    private Int128[] _values = new Int128[512];
    private ImmutableArray<CounterName> _published = [];
    private int _count;
    private bool _changed;

    /// <summary>Begins a sample.</summary>
    public void Begin()
    {
        _count = 0;
        _changed = false;
    }

    public void Add(ReadOnlySpan<byte> protocol, ReadOnlySpan<byte> name, Int128 value)
    {
        if (_count == MaxCounters)
        {
            throw new KernelReadException($"protocol counters: more than {MaxCounters}, expected at most so many");
        }

        int place = _count++;
        if (place == _keys.Length)
        {
            Array.Resize(ref _keys, place * 2);
            Array.Resize(ref _names, place * 2);
            Array.Resize(ref _values, place * 2);
        }

        _values[place] = value;
        if (!Matches(_keys[place], protocol, name))
        {
            _keys[place] = [.. protocol, (byte)' ', .. name];
            _names[place] = new CounterName(Encoding.UTF8.GetString(protocol), Encoding.UTF8.GetString(name));
            _changed = true;
        }
    }

    /// <summary>The sample as a table that later samples do not touch.</summary>
    public CounterTable ToTable()
    {
        if (_changed || _published.Length != _count)
        {
            _published = ImmutableArray.Create(_names, 0, _count);
        }

        return new CounterTable(_published, ImmutableCollectionsMarshal.AsImmutableArray(_values[.._count]));
    }

    private static bool Matches(byte[]? key, ReadOnlySpan<byte> protocol, ReadOnlySpan<byte> name)
        => key is not null
            && key.Length == protocol.Length + 1 + name.Length
            && key[protocol.Length] == (byte)' '
            && key.AsSpan(0, protocol.Length).SequenceEqual(protocol)
            && key.AsSpan(protocol.Length + 1).SequenceEqual(name);
}
