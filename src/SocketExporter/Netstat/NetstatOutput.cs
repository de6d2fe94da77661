using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace SocketExporter.Netstat;

/// <summary>
/// The text that is printed, as UTF-8 in one buffer that is used again: nothing is allocated for a line. Columns are as wide as printf makes them, counted in bytes.
/// With --json a row is an object (<see cref="BeginRow"/>, <see cref="EndRow"/>) and headings are left out by the views.
/// </summary>
internal sealed class NetstatOutput : IBufferWriter<byte>
{
    public const int BufferBytes = 64 * 1024;

    private readonly OutputSink _sink;
    private readonly CancellationToken _cancellation;
    private readonly bool _isJson;
    private byte[] _buffer = GC.AllocateUninitializedArray<byte>(BufferBytes);
    private Utf8JsonWriter? _json;
    private int _length;
    private long _rows;

    public NetstatOutput(OutputSink sink, bool isJson, CancellationToken cancellation)
    {
        _sink = sink;
        _isJson = isJson;
        _cancellation = cancellation;
    }

    /// <summary>Whether rows are objects. Headings and texts between tables are then not to be written.</summary>
    public bool IsJson => _isJson;

    public void Write(ReadOnlySpan<byte> text)
    {
        text.CopyTo(GetSpan(text.Length));
        _length += text.Length;
    }

    /// <summary>Our own words; names from outside go through <see cref="WriteName"/>.</summary>
    public void Write(string text)
    {
        // Not in one expression: room is made before the length that it changes is read.
        int written = Encoding.UTF8.GetBytes(text, GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length)));
        _length += written;
    }

    /// <summary>printf's %-WIDTHs.</summary>
    public void WriteLeft(ReadOnlySpan<byte> text, int width)
    {
        Write(text);
        Pad(width - text.Length);
    }

    /// <summary>printf's %WIDTHs.</summary>
    public void WriteRight(ReadOnlySpan<byte> text, int width)
    {
        Pad(width - text.Length);
        Write(text);
    }

    /// <summary>printf's %-WIDTHd.</summary>
    public void WriteLeft(long number, int width)
    {
        Span<byte> digits = stackalloc byte[20];
        Utf8Formatter.TryFormat(number, digits, out int length);
        WriteLeft(digits[..length], width);
    }

    /// <summary>printf's %WIDTHd.</summary>
    public void WriteRight(long number, int width)
    {
        Span<byte> digits = stackalloc byte[20];
        Utf8Formatter.TryFormat(number, digits, out int length);
        WriteRight(digits[..length], width);
    }

    public void Write(long number) => WriteLeft(number, 0);

    /// <summary>A name from outside, whatever bytes it is of, made harmless (<see cref="SafeText"/>).</summary>
    /// <param name="width">Filled up with blanks to so many bytes.</param>
    public void WriteName(ReadOnlySpan<byte> name, int width = 0)
    {
        int length = SafeText.Escape(name, GetSpan(SafeText.MaxBytes(name.Length)));
        _length += length;
        Pad(width - length);
    }

    public void Pad(int blanks)
    {
        if (blanks > 0)
        {
            GetSpan(blanks)[..blanks].Fill((byte)' ');
            _length += blanks;
        }
    }

    public void EndLine()
    {
        GetSpan(1)[0] = (byte)'\n';
        _length++;
    }

    /// <summary>A new object of the array. Write its properties, then <see cref="EndRow"/>.</summary>
    public Utf8JsonWriter BeginRow()
    {
        Write(_rows++ == 0 ? "[\n"u8 : ",\n"u8);
        _json ??= new Utf8JsonWriter(this, new JsonWriterOptions { SkipValidation = true });
        _json.Reset();
        _json.WriteStartObject();
        return _json;
    }

    public void EndRow()
    {
        _json!.WriteEndObject();
        _json.Flush();
    }

    /// <summary>Everything of this round, to the reader.</summary>
    public void EndRound()
    {
        if (_isJson)
        {
            Write(_rows == 0 ? "[]\n"u8 : "\n]\n"u8);
            _rows = 0;
        }

        Flush();
    }

    /// <exception cref="OperationCanceledException">The command was told to stop.</exception>
    public void Flush()
    {
        _cancellation.ThrowIfCancellationRequested();
        int length = _length;
        _length = 0;
        if (length > 0)
        {
            _sink(_buffer.AsSpan(0, length));
        }
    }

    public void Advance(int count) => _length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _buffer.AsMemory(_length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _buffer.AsSpan(_length);
    }

    private void Reserve(int bytes)
    {
        if (_buffer.Length - _length < Math.Max(bytes, 1))
        {
            Flush();
            if (_buffer.Length < bytes)
            {
                _buffer = new byte[bytes];
            }
        }
    }
}
