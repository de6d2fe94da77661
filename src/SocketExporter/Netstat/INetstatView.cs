namespace SocketExporter.Netstat;

/// <summary>A part of what the command prints: one table, or one kind of text. Written down in <see cref="NetstatViews"/>.</summary>
internal interface INetstatView
{
    bool IsAskedFor(NetstatRequest request);

    /// <summary>Prints it once; -c calls it again.</summary>
    /// <exception cref="Kernel.KernelReadException">The kernel does not tell it. The views behind it are shown all the same.</exception>
    void Show(NetstatContext context);
}
