using System.Text;

namespace SocketExporter.Kernel.Links;

/// <summary>What is remembered of an interface between samples: the strings made of its bytes, and its speed.</summary>
internal sealed class KnownLink
{
    private byte[] _name = [];
    private byte[] _kind = [];
    private byte[] _address = [];

    public string Name { get; private set; } = "";

    /// <summary>As the kernel has it, without a final zero.</summary>
    public ReadOnlyMemory<byte> NameBytes => _name;

    /// <summary>Its row in the last dump.</summary>
    public int Position { get; set; }

    /// <summary>The sample in which its statistics were read alone.</summary>
    public long LastStatistics { get; set; }

    public string? Kind { get; private set; }

    public string? MacAddress { get; private set; }

    /// <summary>The dump that named it last.</summary>
    public long LastDump { get; set; }

    public bool SpeedAsked { get; set; }

    public bool? SpeedCarrier { get; set; }

    public uint? SpeedCarrierChanges { get; set; }

    public long? SpeedBytesPerSecond { get; set; }

    public void Observe(in LinkMessage link)
    {
        if (!link.Name.SequenceEqual(_name))
        {
            _name = link.Name.ToArray();
            Name = Encoding.UTF8.GetString(_name);
            SpeedAsked = false; // renamed, or another interface with the index of one that has gone
        }

        if (!link.Kind.SequenceEqual(_kind))
        {
            _kind = link.Kind.ToArray();
            Kind = _kind.Length == 0 ? null : Encoding.UTF8.GetString(_kind);
        }

        if (!link.Address.SequenceEqual(_address))
        {
            _address = link.Address.ToArray();
            MacAddress = _address.Length == 6
                ? string.Join(':', _address.Select(part => part.ToString("x2", null)))
                : null;
        }
    }
}
