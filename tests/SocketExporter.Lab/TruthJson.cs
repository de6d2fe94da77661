using System.Text.Json.Serialization;

namespace SocketExporter.Lab;

[JsonSerializable(typeof(Truth))]
public sealed partial class TruthJson : JsonSerializerContext;
