using System.Diagnostics;
using System.Globalization;
using System.Text;
using SocketExporter.Kernel.Counters;
using SocketExporter.Kernel.Io;
using SocketExporter.Kernel.Processes;
using SocketExporter.Kernel.Recordings;
using SocketExporter.Kernel.Tests.Processes;

namespace SocketExporter.Kernel.Tests.Hostile;

/// <summary>
/// A tree in the place of /proc in which anything may stand. Of a process the exporter opens stat (once), comm and fd, and reads the links below fd without
/// following them; all are opened so that nothing waits for another's end.
/// </summary>
public sealed class HostileProcTests : IDisposable
{
    /// <summary>Long enough for a machine that does much else; what blocks would block for ever.</summary>
    private static readonly TimeSpan Watchdog = TimeSpan.FromSeconds(60);

    private readonly FakeProc _proc = new();
    private readonly ProcessTable _table;

    public HostileProcTests() => _table = new ProcessTable(_proc.Path);

    public static TheoryData<string, string> BadFiles
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (string file in (string[])["stat", "comm", "fd"])
            {
                foreach (string kind in (string[])["pipe", "directory", "empty", "circle", "endless", "16 MiB", "gone", "socket", "random"])
                {
                    data.Add(file, kind);
                }
            }

            return data;
        }
    }

    public void Dispose()
    {
        _table.Dispose();
        _proc.Dispose();
    }

    [Theory]
    [MemberData(nameof(BadFiles))]
    public void One_bad_file_of_one_process_hides_no_other(string file, string kind)
    {
        _proc.Start(10, 100, "bad", "socket:[7]");
        _proc.Start(20, 200, "good", "socket:[5]");
        Put($"{_proc.Path}/10/{file}", kind);
        Within(() =>
        {
            for (int sample = 0; sample <= ProcessList.SamplesPerNameRound; sample++)
            {
                Assert.Equal(20, OwnerOf(5));
            }
        });
    }

    [Theory]
    [InlineData("pipe")]
    [InlineData("directory")]
    [InlineData("circle")]
    [InlineData("endless")]
    [InlineData("socket")]
    [InlineData("16 MiB")]
    public void A_file_that_turns_bad_under_a_known_process_hides_no_other(string kind)
    {
        _proc.Start(10, 100, "bad", "socket:[7]");
        _proc.Start(20, 200, "good", "socket:[5]");
        Assert.Equal(10, OwnerOf(7));
        Put($"{_proc.Path}/10/comm", kind);
        Put($"{_proc.Path}/10/stat", kind);
        Within(() =>
        {
            for (int sample = 0; sample <= ProcessList.SamplesPerNameRound; sample++)
            {
                Assert.Equal(20, OwnerOf(5));
            }
        });
    }

    [Theory]
    [InlineData("stat", "pipe", "ESPIPE")]
    [InlineData("cgroup", "pipe", "ESPIPE")]
    [InlineData("stat", "directory", "EISDIR")]
    [InlineData("cgroup", "circle", "ELOOP")]
    [InlineData("cgroup", "endless", "16777216 bytes or more")]
    public void A_recording_names_what_is_no_file_and_waits_for_nothing(string file, string kind, string said)
    {
        _proc.Start(10, 100, "bad", "socket:[7]");
        _proc.Start(20, 200, "good", "socket:[5]");
        File.WriteAllText($"{_proc.Path}/10/cgroup", "0::/\n");
        File.WriteAllText($"{_proc.Path}/20/cgroup", "0::/\n");
        Put($"{_proc.Path}/10/{file}", kind);
        string target = Directory.CreateTempSubdirectory("recording").FullName;
        List<string> problems = [];
        Within(() => new ProcessRecorder(_proc.Path, target, new NamePseudonyms()).Write(problems));
        string recorded = string.Join(' ', Directory.EnumerateDirectories(target).Select(Path.GetFileName));
        Directory.Delete(target, recursive: true);
        Assert.Equal("20", recorded);
        string problem = Assert.Single(problems);
        Assert.Contains($"/10/{file}", problem, StringComparison.Ordinal);
        Assert.Contains(said, problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("10 (a) b) (c\n) S 1 10 10 0 -1 4194304 0 0 0 0 0 0 0 0 20 0 1 0 100 0 0", "a) b) (c\n", 100UL)]
    [InlineData("10 () S 1 10 10 0 -1 4194304 0 0 0 0 0 0 0 0 20 0 1 0 100 0 0", "_", 100UL)]
    [InlineData("10 (\u00ff\u00fe\u0001\") S 1 10 10 0 -1 4194304 0 0 0 0 0 0 0 0 20 0 1 0 100 0 0", "\ufffd\ufffd\u0001\"", 100UL)]
    [InlineData("10 (a) S -9 -9 -9 -9 -9 4194304 -9 0 0 0 0 0 0 0 20 0 1 0 18446744073709551615 0 0", "a", 18446744073709551615UL)]
    public void A_strange_stat_is_read_as_what_it_says(string stat, string name, ulong startTicks)
    {
        _proc.Start(10, 100, "app", "socket:[5]");
        File.WriteAllBytes($"{_proc.Path}/10/stat", Encoding.Latin1.GetBytes(stat + "\n"));
        Assert.Equal(10, OwnerOf(5));
        Assert.Equal((name, startTicks), (_table[_table.Slots[0]].Name, _table[_table.Slots[0]].StartTicks));
    }

    [Theory]
    [InlineData("10 (a) S 1 10 10 0 -1 4194304 0 0 0 0 0 0 0 0 20 0 1 0 -100 0 0")]
    [InlineData("10 (a) S 1 10 10 0 -1 4194304 0 0 0 0 0 0 0 0 20 0 1 0 99999999999999999999 0 0")]
    [InlineData("10 (a) S 1 10 10 0 -1 99999999999999999999 0 0 0 0 0 0 0 0 20 0 1 0 100 0 0")]
    [InlineData("10 (a) S 1 10 10")]
    [InlineData(")10 (")]
    public void A_stat_with_numbers_that_can_not_be_makes_the_process_one_that_is_denied(string stat)
    {
        _proc.Start(10, 100, "app", "socket:[5]");
        _proc.Start(20, 100, "other", "socket:[6]");
        File.WriteAllText($"{_proc.Path}/10/stat", stat + "\n");
        Assert.Equal(20, OwnerOf(6));
        Assert.Equal(new ProcessVisibility(2, 1, 1), _table.Visibility);
    }

    [Fact]
    public void Links_that_only_look_like_sockets_own_nothing()
    {
        _proc.Start(
            10, 100, "app", "socket:[99999999999999999999]", "socket:[-5]", "socket:[ 5]", "socket:[5", "socket:[]", "socket:[0]", "socket:[5]x", "socket:[0x5]",
            "socket:[4294967301]", "socket:5", "SOCKET:[5]", "/tmp/socket:[5]", new string('x', 4000), "socket:[5\n]");
        _proc.Start(20, 200, "good", "socket:[6]");
        Assert.Equal(-1, OwnerOf(5));
        Assert.Equal(20, OwnerOf(6));
        Assert.Equal(14, _table[_table.Slots[0]].OpenFiles);
    }

    [Fact]
    public void An_fd_that_is_no_link_or_a_pipe_is_counted_and_not_opened()
    {
        _proc.Start(10, 100, "app", "socket:[5]");
        Put($"{_proc.Path}/10/fd/7", "pipe");
        Directory.CreateDirectory($"{_proc.Path}/10/fd/8");
        File.WriteAllText($"{_proc.Path}/10/fd/not a number", "x");
        Within(() => Assert.Equal(10, OwnerOf(5)));
        Assert.Equal(4, _table[_table.Slots[0]].OpenFiles);
    }

    [Fact]
    public void Names_in_proc_that_are_no_pids_are_left_alone()
    {
        _proc.Start(10, 100, "app", "socket:[5]");
        foreach (string name in (string[])["-1", "0", "010", "10 ", "99999999999999999999", "2147483648", "1e3", "١٢", "self"])
        {
            Directory.CreateDirectory($"{_proc.Path}/{name}/fd");
        }

        Assert.Equal(10, OwnerOf(5));
        Assert.Equal(1, _table.Slots.Length);
    }

    [Fact]
    public void A_process_that_ends_between_the_look_and_the_search_hides_no_other()
    {
        _proc.Start(10, 100, "ends", "socket:[7]");
        _proc.Start(20, 200, "good", "socket:[5]");
        _table.BeginSample();
        _proc.End(10);
        _table.Resolve([7, 5]);
        Assert.Equal(ProcessTable.Unknown, _table.FindOwner(7));
        Assert.Equal(20, _table[_table.FindOwner(5)].Pid);
        _table.EndSample();
    }

    [Theory]
    [InlineData("pipe", "a pipe or a socket, expected a file (ESPIPE)")]
    [InlineData("directory", "a directory, expected a file (EISDIR)")]
    [InlineData("circle", "links that lead in a circle (ELOOP)")]
    [InlineData("endless", "16777216 bytes or more, expected less")]
    [InlineData("16 MiB", "16777216 bytes or more, expected less")]
    [InlineData("empty", "'', expected one whole number on one line")]
    [InlineData("random", "expected one whole number on one line")]
    public void A_bad_sysctl_is_the_one_exception_and_no_wait(string kind, string message)
    {
        Directory.CreateDirectory($"{_proc.Path}/sys/net/core");
        string path = $"{_proc.Path}/sys/net/core/somaxconn";
        Put(path, kind);
        using var reader = new KernelLimitsReader(_proc.Path, 4096);
        Within(() =>
        {
            var refused = Assert.Throws<KernelReadException>(reader.Read);
            Assert.StartsWith(path + ": ", refused.Message, StringComparison.Ordinal);
            Assert.EndsWith(message, refused.Message, StringComparison.Ordinal);
        });
        Remove(path);
        File.WriteAllText(path, "4096\n");

        // What was read stays open, and only in a made tree can another file stand in its place.
        if (kind is not ("empty" or "random"))
        {
            Assert.Equal(4096, reader.Read().SoMaxConn);
        }
    }

    [Theory]
    [InlineData("9223372036854775807\t18446744073709551615\t1\n", 9223372036854775807, 9223372036854775807)]
    [InlineData("-1\t2\t3\n", -65536, 131072)]
    public void A_limit_beyond_all_memory_stays_one(string pages, long low, long pressure)
    {
        Directory.CreateDirectory($"{_proc.Path}/sys/net/ipv4");
        File.WriteAllText($"{_proc.Path}/sys/net/ipv4/tcp_mem", pages);

        // Pages of another machine than this.
        using var reader = new KernelLimitsReader(_proc.Path, 65_536);
        MemoryLimits limits = reader.Read().TcpMemory!.Value;
        Assert.Equal((low, pressure), (limits.LowBytes, limits.PressureBytes));
    }

    [Theory]
    [InlineData("pipe", "a pipe or a socket, expected a file (ESPIPE)")]
    [InlineData("directory", "a directory, expected a file (EISDIR)")]
    [InlineData("endless", "67108864 bytes or more, expected less")]
    public void A_recording_with_something_else_in_it_is_refused_and_no_wait(string kind, string message)
    {
        Put($"{_proc.Path}/manifest.txt", kind);
        Within(() => Assert.Equal($"{_proc.Path}/manifest.txt: {message}", Assert.Throws<KernelReadException>(() => RecordedKernel.Open(_proc.Path)).Message));
    }

    [Fact]
    public void What_is_no_recording_is_told_with_its_mend()
        => Assert.Equal(
            $"{_proc.Path}/manifest.txt: not there, expected a recording; name a directory that socket-exporter record wrote",
            Assert.Throws<KernelReadException>(() => RecordedKernel.Open(_proc.Path)).Message);

    [Fact]
    public void A_file_that_was_too_large_gives_its_memory_back()
    {
        string path = $"{_proc.Path}/large";
        Put(path, "endless");
        using var file = new KernelFile(path);
        Assert.Throws<KernelReadException>(() => file.Read());
        Remove(path);
        File.WriteAllText(path, "small");
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(5, file.Read().Length);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1024);
    }

    private static void Put(string path, string kind)
    {
        Remove(path);
        switch (kind)
        {
            case "pipe":
                Make("mkfifo", path);
                break;
            case "socket":
                using (var socket = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, 0))
                {
                    socket.Bind(new System.Net.Sockets.UnixDomainSocketEndPoint(path));
                    Make("test", "-S", path);
                }

                // The runtime removes the name with the socket: a pipe stands for it where that has happened.
                if (!File.Exists(path))
                {
                    Make("mkfifo", path);
                }

                break;
            case "directory":
                Directory.CreateDirectory(path);
                break;
            case "empty":
                File.WriteAllBytes(path, []);
                break;
            case "circle":
                File.CreateSymbolicLink(path, path);
                break;
            case "endless":
                File.CreateSymbolicLink(path, "/dev/zero");
                break;
            case "16 MiB":
                using (FileStream file = File.Create(path))
                {
                    file.SetLength(16 * 1024 * 1024);
                }

                break;
            case "random":
                byte[] bytes = new byte[3000];
                new Random(1).NextBytes(bytes);
                File.WriteAllBytes(path, [.. bytes, (byte)'\n']);
                break;
        }
    }

    private static void Remove(string path)
    {
        if (Directory.Exists(path) && new FileInfo(path).LinkTarget is null)
        {
            Directory.Delete(path, recursive: true);
        }
        else
        {
            File.Delete(path);
        }
    }

    private static void Make(string tool, params string[] arguments)
    {
        using Process process = Process.Start(tool, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    private static void Within(Action action) => Assert.True(Task.Run(action).Wait(Watchdog), string.Create(CultureInfo.InvariantCulture, $"not done after {Watchdog}"));

    /// <summary>One sample; the owner's pid, −1 for unknown.</summary>
    private int OwnerOf(uint inode)
    {
        _table.BeginSample();
        _table.Resolve([inode]);
        int slot = _table.FindOwner(inode);
        int pid = slot >= 0 ? _table[slot].Pid : -1;
        _table.EndSample();
        return pid;
    }
}
