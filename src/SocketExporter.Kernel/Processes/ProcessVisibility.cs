namespace SocketExporter.Kernel.Processes;

/// <summary>
/// How much of the host this process can see; numbers of processes. After a <see cref="ProcessTable.Resolve"/> Seen = Readable + Denied,
/// but for processes that ended meanwhile.
/// </summary>
/// <param name="Seen">Listed in /proc, with those of which nothing but the pid can be known (hidepid=1).</param>
/// <param name="Readable">Their fds could be read, or they have none.</param>
/// <param name="Denied">Their fds could not be read for want of privileges.</param>
public readonly record struct ProcessVisibility(int Seen, int Readable, int Denied);
