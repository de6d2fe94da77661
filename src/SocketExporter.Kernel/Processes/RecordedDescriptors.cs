using System.Buffers.Text;
using SocketExporter.Kernel.Io;

namespace SocketExporter.Kernel.Processes;

/// <summary>
/// The fds of a process as a recording has them: PID/fd is a file there, so that a table of thousands is one file and one that could not be read can be
/// told from an empty one. "open 12" is the number of fds ("open -1": not known), then come the links of the sockets, or the one word "denied".
/// </summary>
internal sealed class RecordedDescriptors
{
    private readonly uint[] _inodes;
    private readonly bool _denied;

    private RecordedDescriptors(int openFiles, bool denied, uint[] inodes)
    {
        OpenFiles = openFiles;
        _denied = denied;
        _inodes = inodes;
    }

    /// <summary>−1 if it was not known.</summary>
    public int OpenFiles { get; }

    /// <exception cref="KernelReadException">The file can't be read or is not what it should be.</exception>
    public static RecordedDescriptors Read(string procPath, int pid)
    {
        using var file = new KernelFile($"{procPath}/{pid}/fd");
        return Parse(file.Read(), file.Path);
    }

    /// <exception cref="KernelReadException">A line that can't be, or none.</exception>
    public static RecordedDescriptors Parse(ReadOnlySpan<byte> text, string path)
    {
        int openFiles = 0;
        bool denied = false;
        var inodes = new List<uint>();
        bool first = true;
        while (!text.IsEmpty)
        {
            int end = text.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? throw new KernelReadException($"{path}: cut line, expected a newline at its end") : text[..end];
            text = text[(end + 1)..];
            if (first)
            {
                first = false;
                ReadOnlySpan<byte> number = line.StartsWith("open "u8) ? line["open "u8.Length..] : default;
                if (!Utf8Parser.TryParse(number, out openFiles, out int used) || used != number.Length || openFiles < -1)
                {
                    throw new KernelReadException($"{path}: no number of open files, expected \"open N\"");
                }
            }
            else if (line.SequenceEqual("denied"u8))
            {
                denied = true;
            }
            else
            {
                inodes.Add(SocketLink.TryParse(line, out uint inode)
                    ? inode
                    : throw new KernelReadException($"{path}: a line that is neither \"denied\" nor \"socket:[N]\""));
            }
        }

        return first ? throw new KernelReadException($"{path}: empty, expected \"open N\"") : new RecordedDescriptors(openFiles, denied, [.. inodes]);
    }

    public ProcessAccess CopySockets(ref uint[] inodes, out int count)
    {
        if (inodes.Length < _inodes.Length)
        {
            inodes = new uint[_inodes.Length];
        }

        _inodes.CopyTo(inodes, 0);
        count = _inodes.Length;
        return _denied ? ProcessAccess.Denied : ProcessAccess.Visible;
    }
}
