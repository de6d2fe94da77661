namespace SocketExporter.Snapshots;

/// <summary>How much of the processes a sample could see; numbers of processes.</summary>
/// <param name="Listed">In procfs.</param>
/// <param name="Readable">Their open files could be read, and there are some. The exporter itself is one.</param>
/// <param name="Denied">Their open files could not be read for want of privileges.</param>
/// <param name="KernelThreads">Without files. None is listed in a pid namespace other than the host's, and where hidepid hides them.</param>
internal readonly record struct ProcessSight(int Listed, int Readable, int Denied, int KernelThreads);
