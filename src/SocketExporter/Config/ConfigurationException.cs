namespace SocketExporter.Config;

/// <summary>A configuration file that can't be made text of. The message names the file, what is wrong and the mend.</summary>
internal sealed class ConfigurationException(string message) : Exception(message);
