using System.Globalization;

namespace SocketExporter.Snapshots;

/// <summary>The port that names a service, or one of the values that stand in for it. 17 bits.</summary>
internal readonly record struct ServicePort(int Value)
{
    /// <summary>For what has no port (unix).</summary>
    public static readonly ServicePort None = new(0);

    public static readonly ServicePort Ephemeral = new(0x10000);

    public static readonly ServicePort Other = new(0x10001);

    // One string a port, made when first shown and kept: at most 65,536 of them, in practice a few hundred.
    private static readonly string?[] Texts = new string?[0x10002];

    public string Text => Texts[Value] ??= Value switch
    {
        0x10000 => ReservedLabel.Ephemeral,
        0x10001 => ReservedLabel.Other,
        _ => Value.ToString(CultureInfo.InvariantCulture),
    };

    public static implicit operator ServicePort(ushort port) => new(port);
}
