using System.Buffers.Binary;
using System.Globalization;
using SocketExporter.Kernel.Recordings;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Tests.Documents;

namespace SocketExporter.Tests.Hosts;

/// <summary>
/// The machine tests/fixtures/empty with as many sockets and processes more as a test wants: a recording on disk, which the readers read as they would read a kernel.
/// File descriptors are dangling links, as in a real /proc.
/// </summary>
internal sealed class MadeMachine : IDisposable
{
    private const int HeaderBytes = 16;
    private const int OwnerPid = 100;
    private const byte AfUnix = 1;
    private const byte AfInet = 2;
    private const ushort MemoryAttribute = 7;
    private const ushort ControlGroupAttribute = 21;
    private const int ControlGroups = 300;
    private const ushort QueueLengthAttribute = 4;
    private const ushort UidAttribute = 7;

    private uint _nextInode = 10_000;

    public MadeMachine()
    {
        Folder = Directory.CreateTempSubdirectory("machine").FullName;
        string empty = Path.Combine(Repository.Root, "tests/fixtures/empty");
        foreach (string file in Directory.EnumerateFiles(empty, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(Folder, Path.GetRelativePath(empty, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        Directory.Delete($"{Folder}/proc/1", recursive: true);
        AddProcess(1, "init");
        AddProcess(OwnerPid, "owner");
        File.WriteAllLines($"{Folder}/cgroups.txt", Enumerable.Range(0, ControlGroups).Select(static i => $"{BitConverter.ToUInt64(ControlGroup(i))} /system.slice/daemon{i}.service"));
    }

    public string Folder { get; }

    public RecordedKernel Open() => RecordedKernel.Open(Folder);

    /// <summary>Connections to port 443 from the ports of clients; every other one is a TIME_WAIT, which nobody owns.</summary>
    public MadeMachine WithTcp(int sockets)
    {
        Append("tcp", sockets, message =>
        {
            bool owned = message.Index % 2 == 0;
            message.Inet(owned ? TcpState.Established : TcpState.TimeWait, (ushort)(32_768 + (message.Index % 28_000)), 443, owned ? NewInode() : 0);
            if (owned)
            {
                message.Attribute(ControlGroupAttribute, ControlGroup(message.Index));
            }
        });
        return this;
    }

    /// <summary>Clients of a resolver.</summary>
    public MadeMachine WithUdp(int sockets)
    {
        Append("udp4", sockets, message =>
        {
            message.Inet(TcpState.Established, (ushort)(32_768 + (message.Index % 28_000)), 53, NewInode());
            message.Attribute(MemoryAttribute, new byte[36]);
            message.Attribute(ControlGroupAttribute, ControlGroup(message.Index));
        });
        return this;
    }

    /// <summary>Connected streams without names.</summary>
    public MadeMachine WithUnix(int sockets)
    {
        Append("unix", sockets, message =>
        {
            message.Unix(NewInode());
            message.Attribute(QueueLengthAttribute, new byte[8]);
            message.Attribute(UidAttribute, new byte[4]);
        });
        return this;
    }

    /// <summary>With three files each, and no socket.</summary>
    public MadeMachine WithProcesses(int processes)
    {
        for (int i = 0; i < processes; i++)
        {
            AddProcess(1_000 + i, "quiet");
            for (int fd = 0; fd < 3; fd++)
            {
                File.CreateSymbolicLink($"{Folder}/proc/{1_000 + i}/fd/{fd}", "/dev/null");
            }
        }

        return this;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    /// <summary>Ids of the kernel: the same low bits come again.</summary>
    private static byte[] ControlGroup(int index) => BitConverter.GetBytes((ulong)(1_000 + (index % ControlGroups)));

    private uint NewInode()
    {
        uint inode = _nextInode++;
        File.CreateSymbolicLink($"{Folder}/proc/{OwnerPid}/fd/{inode}", $"socket:[{inode}]");
        return inode;
    }

    private void AddProcess(int pid, string name)
    {
        Directory.CreateDirectory($"{Folder}/proc/{pid}/fd");
        File.WriteAllText($"{Folder}/proc/{pid}/comm", name + "\n");
        File.WriteAllText($"{Folder}/proc/{pid}/stat", string.Create(
            CultureInfo.InvariantCulture, $"{pid} ({name}) S 1 {pid} {pid} 0 -1 4194304 170 0 0 0 0 0 0 0 20 0 1 0 {pid} 5738496 417 18446744073709551615 0 0\n"));
    }

    private void Append(string dump, int count, Action<Message> write)
    {
        string path = $"{Folder}/netlink/{dump}.bin";
        byte[] end = File.ReadAllBytes(path);
        using var messages = new MemoryStream();
        for (int i = 0; i < count; i++)
        {
            var message = new Message(i);
            write(message);
            messages.Write(message.Bytes());
        }

        messages.Write(end);
        File.WriteAllBytes(path, messages.ToArray());
    }

    /// <summary>nlmsghdr, then what the kernel's headers call inet_diag_msg or unix_diag_msg, then attributes.</summary>
    private sealed class Message(int index)
    {
        private readonly List<byte> _bytes = [.. new byte[HeaderBytes]];

        public int Index => index;

        public void Inet(TcpState state, ushort localPort, ushort remotePort, uint inode)
        {
            var body = new byte[72];
            body[0] = AfInet;
            body[1] = (byte)state;
            BinaryPrimitives.WriteUInt16BigEndian(body.AsSpan(4), localPort);
            BinaryPrimitives.WriteUInt16BigEndian(body.AsSpan(6), remotePort);
            body.AsSpan(8, 4).Fill(10);
            body.AsSpan(24, 4).Fill(20);
            BinaryPrimitives.WriteInt32LittleEndian(body.AsSpan(44), index + 1); // cookie
            BinaryPrimitives.WriteUInt32LittleEndian(body.AsSpan(68), inode);
            _bytes.AddRange(body);
        }

        public void Unix(uint inode)
        {
            var body = new byte[16];
            body[0] = AfUnix;
            body[1] = 1; // SOCK_STREAM
            body[2] = (byte)TcpState.Established;
            BinaryPrimitives.WriteUInt32LittleEndian(body.AsSpan(4), inode);
            BinaryPrimitives.WriteInt32LittleEndian(body.AsSpan(8), index + 1);
            _bytes.AddRange(body);
        }

        public void Attribute(ushort type, byte[] payload)
        {
            Span<byte> header = stackalloc byte[4];
            BinaryPrimitives.WriteUInt16LittleEndian(header, (ushort)(4 + payload.Length));
            BinaryPrimitives.WriteUInt16LittleEndian(header[2..], type);
            _bytes.AddRange(header);
            _bytes.AddRange(payload);
        }

        public byte[] Bytes()
        {
            byte[] bytes = [.. _bytes];
            BinaryPrimitives.WriteInt32LittleEndian(bytes, bytes.Length);
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(4), 20); // SOCK_DIAG_BY_FAMILY
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(6), 2); // NLM_F_MULTI
            return bytes;
        }
    }
}
