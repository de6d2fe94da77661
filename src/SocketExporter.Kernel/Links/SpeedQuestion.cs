namespace SocketExporter.Kernel.Links;

/// <summary>The speed of an interface in bytes per second, null where unknown: <see cref="EthtoolSpeed"/>, or a script in tests.</summary>
internal delegate long? SpeedQuestion(ReadOnlySpan<byte> interfaceName);
