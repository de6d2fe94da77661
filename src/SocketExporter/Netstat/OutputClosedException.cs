namespace SocketExporter.Netstat;

/// <summary>Who reads the output has gone (EPIPE, as by "| head"): nothing more to do and nothing to say.</summary>
internal sealed class OutputClosedException : Exception
{
}
