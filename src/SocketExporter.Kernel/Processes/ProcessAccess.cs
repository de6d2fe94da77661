namespace SocketExporter.Kernel.Processes;

/// <summary>Whether the fds of a process can be read by us.</summary>
internal enum ProcessAccess
{
    NotTried,
    Visible,
    Denied,
    Gone,
}
