using System.Text;
using SocketExporter.Kernel.Abi;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Netstat;

namespace SocketExporter.Tests.Netstat;

/// <summary>A recording that holds what a test puts into it, and the command shown it.</summary>
internal sealed class MadeRecording : IDisposable
{
    private const ushort Done = 3; // NLMSG_DONE

    public MadeRecording()
        => Text("manifest.txt", "socket-exporter recording\nformat: 1\nexporter: 0.1.0\nrecorded: 2026-11-23T03:06:12Z\nkernel: 6.18.44\npage-bytes: 4096\n");

    public string Folder { get; } = Directory.CreateTempSubdirectory("sx-").FullName;

    /// <summary>Bytes as in Latin 1.</summary>
    public MadeRecording Text(string file, string text)
    {
        string path = Path.Combine(Folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text, Encoding.Latin1);
        return this;
    }

    /// <summary>A text of /proc/thread-self/net.</summary>
    public MadeRecording Net(string file, string text) => Text($"proc/thread-self/net/{file}", text);

    /// <summary>/proc/net/unix, without its titles.</summary>
    public MadeRecording UnixTable(string rows) => Net("unix", "Num       RefCount Protocol Flags    Type St Inode Path\n" + rows);

    /// <summary>What unix_diag answers: stream sockets, of listeners the connections that wait; a path without its NUL.</summary>
    public MadeRecording UnixDiag(params (TcpState State, uint Inode, uint Waiting, string Name)[] sockets)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        foreach ((TcpState state, uint inode, uint waiting, string name) in sockets)
        {
            int padded = (name.Length + 3) & ~3;
            WriteHeader(writer, InetDiag.SOCK_DIAG_BY_FAMILY, 16 + 4 + padded + 12);
            writer.Write([1, Kernel.Abi.UnixDiag.SOCK_STREAM, (byte)state, 0]); // AF_UNIX first
            writer.Write(inode);
            writer.Write(0UL); // cookie
            writer.Write((ushort)(4 + name.Length));
            writer.Write(Kernel.Abi.UnixDiag.UNIX_DIAG_NAME);
            writer.Write(Encoding.Latin1.GetBytes(name.PadRight(padded, '\0')));
            writer.Write((ushort)12);
            writer.Write(Kernel.Abi.UnixDiag.UNIX_DIAG_RQLEN);
            writer.Write(waiting);
            writer.Write(16U);
        }

        WriteHeader(writer, Done, 4);
        writer.Write(0);
        return Text("netlink/unix.bin", Encoding.Latin1.GetString(bytes.ToArray()));
    }

    public (int ExitCode, string Output, string Error) Netstat(params string[] arguments)
    {
        using var output = new MemoryStream();
        var error = new StringWriter();
        int exitCode = new NetstatCommand(output.Write, error, "", new SystemNames("/nonexistent"), NetstatViews.All).Run([.. arguments, "--replay", Folder], CancellationToken.None);
        return (exitCode, Encoding.UTF8.GetString(output.ToArray()), error.ToString());
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static void WriteHeader(BinaryWriter writer, ushort type, int bodyBytes)
    {
        writer.Write(16 + bodyBytes);
        writer.Write(type);
        writer.Write((ushort)0);
        writer.Write(0UL); // sequence number and port
    }
}
