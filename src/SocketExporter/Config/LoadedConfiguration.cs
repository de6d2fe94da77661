namespace SocketExporter.Config;

/// <summary>What came of reading all layers.</summary>
/// <param name="Options">null if there is an error.</param>
/// <param name="Errors">All of them, one line each: the culprit, what is wrong, the mend.</param>
/// <param name="Warnings">What was ignored and probably meant; no reason not to start.</param>
internal sealed record LoadedConfiguration(ExporterOptions? Options, IReadOnlyList<string> Errors, IReadOnlyList<string> Warnings);
