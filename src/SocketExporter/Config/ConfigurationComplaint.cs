namespace SocketExporter.Config;

/// <summary>What is wrong in a file.</summary>
/// <param name="Line">Where, from 1; complaints are shown in this order.</param>
/// <param name="Text">The culprit with its line, what is wrong, the mend.</param>
internal readonly record struct ConfigurationComplaint(int Line, string Text);
