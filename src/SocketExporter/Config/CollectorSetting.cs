namespace SocketExporter.Config;

/// <summary>What the table of settings must know of a collector to make its switch <c>collector.NAME</c>.</summary>
internal sealed record CollectorSetting(string Name, string Summary, bool EnabledByDefault);
