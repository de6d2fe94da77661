using SocketExporter.Kernel.Processes;

namespace SocketExporter.Netstat;

/// <summary>The column of -p: found by one look at all processes before the first table, and anew in each round of -c.</summary>
internal sealed class SocketPrograms : IDisposable
{
    public const int Width = 20;

    /// <summary>Of "pid/name", as net-tools cuts it.</summary>
    private const int MaxBytes = Width - 1;

    private readonly SocketHolders _holders;
    private bool _isRead;

    public SocketPrograms(string procPath) => _holders = new SocketHolders(procPath);

    /// <summary>Reads what the tables of this round show. Says on <paramref name="error"/> what they can't.</summary>
    /// <exception cref="Kernel.KernelReadException">There is no process to be seen.</exception>
    public void Read(TextWriter error)
    {
        if (_isRead)
        {
            return;
        }

        _holders.Read();
        _isRead = true;
        if (_holders.DeniedProcesses > 0)
        {
            error.WriteLine(
                $"socket-exporter: the open files of {_holders.DeniedProcesses} processes are closed to this user, their sockets show \"-\"; "
                + "root sees them, or CAP_SYS_PTRACE with CAP_DAC_READ_SEARCH");
        }
    }

    public void EndRound() => _isRead = false;

    /// <summary>"1234/nginx", filled up with blanks; "-" for a socket that no process we can see has.</summary>
    public void Write(NetstatOutput output, uint inode)
    {
        if (inode == 0 || !_holders.TryFind(inode, out int pid, out ReadOnlySpan<byte> name))
        {
            output.WriteLeft("-"u8, Width);
            return;
        }

        Span<byte> text = stackalloc byte[MaxBytes];
        pid.TryFormat(text, out int length);
        text[length++] = (byte)'/';
        ReadOnlySpan<byte> cut = SafeText.Cut(name, MaxBytes - length);
        cut.CopyTo(text[length..]);
        output.WriteName(text[..(length + cut.Length)], Width);
    }

    /// <summary>As properties of the row that was begun; the name in full.</summary>
    public void WriteJson(System.Text.Json.Utf8JsonWriter json, uint inode)
    {
        if (inode != 0 && _holders.TryFind(inode, out int pid, out ReadOnlySpan<byte> name))
        {
            json.WriteNumber("pid"u8, pid);
            json.WriteString("program"u8, SafeText.Valid(name));
        }
    }

    public void Dispose() => _holders.Dispose();
}
