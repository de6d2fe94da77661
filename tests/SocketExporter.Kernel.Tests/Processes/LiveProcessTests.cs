using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using SocketExporter.Kernel.Processes;

namespace SocketExporter.Kernel.Tests.Processes;

/// <summary>Against the kernel this runs on, with sockets and children of this test's own.</summary>
public sealed class LiveProcessTests : IDisposable
{
    private readonly ProcessTable _table = new("/proc");
    private readonly List<Process> _children = [];

    public void Dispose()
    {
        foreach (Process child in _children)
        {
            if (!child.HasExited)
            {
                child.Kill(entireProcessTree: true);
            }

            child.WaitForExit();
            child.Dispose();
        }

        _table.Dispose();
    }

    [Fact]
    public void A_socket_of_this_process_is_found_and_unknown_once_closed()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        uint inode = InodeOf(Environment.ProcessId, socket.SafeHandle.DangerousGetHandle().ToInt32());
        Assert.Equal(Environment.ProcessId, OwnerOf(inode));
        Assert.Equal(Environment.ProcessId, OwnerOf(inode));
        socket.Close();
        Assert.Contains(OwnerOf(inode), new[] { -1, Environment.ProcessId });
    }

    [Fact]
    public void The_number_of_open_files_is_what_ls_shows()
    {
        Process child = Shell("exec 3</dev/null 4</dev/null 5</dev/null; echo ready; read -r line");
        _table.BeginSample();
        int listed = Directory.GetFileSystemEntries($"/proc/{child.Id}/fd").Length;
        Assert.Equal(listed, _table[SlotOf(child.Id)].OpenFiles);
        Assert.InRange(listed, 6, 10);
        _table.EndSample();
    }

    [Fact]
    public void A_child_that_inherited_a_connection_owns_it_once_the_parent_was_killed_and_nobody_after_both()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        Process parent = Shell($"exec 3<>/dev/tcp/127.0.0.1/{port}; sleep 600 </dev/null >/dev/null 2>&1 & echo $!; read -r line", out string pid);
        int childPid = int.Parse(pid, CultureInfo.InvariantCulture);
        using var child = Process.GetProcessById(childPid);
        uint inode = InodeOf(parent.Id, 3);
        try
        {
            Assert.Equal(parent.Id, OwnerOf(inode));
            parent.Kill();
            parent.WaitForExit();
            Assert.Equal(childPid, OwnerOf(inode));
        }
        finally
        {
            child.Kill();
        }

        Assert.True(WaitUntilEnded(childPid));
        Assert.Equal(-1, OwnerOf(inode));
    }

    [Fact]
    public void A_name_with_a_parenthesis_a_space_and_a_newline_is_taken_as_it_is()
    {
        Process child = Shell(@"exec perl -e '$0 = qq{a) R (b\nc}; $| = 1; print qq{ready\n}; <STDIN>'");
        _table.BeginSample();
        Assert.Equal("a) R (b\nc", _table[SlotOf(child.Id)].Name);
        _table.EndSample();
    }

    [Fact]
    public void An_exec_gives_the_process_its_new_name_and_a_new_version()
    {
        Process child = Shell("echo ready; read -r line; exec sleep 600");
        Sample();
        long version = _table[SlotOf(child.Id)].Version;
        Assert.Equal("bash", _table[SlotOf(child.Id)].Name);
        child.StandardInput.WriteLine();
        for (int i = 0; i < 200 && File.ReadAllText($"/proc/{child.Id}/comm") != "sleep\n"; i++)
        {
            Thread.Sleep(10);
        }

        for (int sample = 0; sample < 12; sample++)
        {
            Sample();
        }

        Assert.Equal("sleep", _table[SlotOf(child.Id)].Name);
        Assert.NotEqual(version, _table[SlotOf(child.Id)].Version);
    }

    [Fact]
    public void A_process_that_started_after_quiet_samples_is_seen_in_the_next_and_one_that_ended_is_not()
    {
        for (int sample = 0; sample < 5; sample++)
        {
            Sample();
        }

        Process child = Shell("echo ready; read -r line");
        Sample();
        Assert.Equal("bash", _table[SlotOf(child.Id)].Name);
        child.Kill();
        child.WaitForExit();
        Sample();
        Assert.Throws<InvalidOperationException>(() => SlotOf(child.Id));
    }

    [Fact]
    public void A_zombie_is_a_process_without_files()
    {
        Process parent = Shell("sleep 0.3 & echo $!; exec sleep 600", out string pid);
        int zombie = int.Parse(pid, CultureInfo.InvariantCulture);
        Assert.True(WaitUntilEnded(zombie));
        Sample();
        ProcessInfo process = _table[SlotOf(zombie)];
        Assert.Equal(0, process.OpenFiles);
        Assert.True(process.FilesVisible);
        Assert.False(parent.HasExited);
    }

    [Fact]
    public void Pid_and_start_time_are_those_of_the_stat_line()
    {
        Process child = Shell("echo ready; read -r line");
        Sample();
        string[] fields = File.ReadAllText($"/proc/{child.Id}/stat").Split(") ")[^1].Split(' ');
        ProcessInfo process = _table[SlotOf(child.Id)];
        Assert.Equal(child.Id, process.Pid);
        Assert.Equal(ulong.Parse(fields[19], CultureInfo.InvariantCulture), process.StartTicks);
        Assert.False(process.IsKernelThread);
    }

    [Fact]
    public void Quiet_samples_allocate_nothing_with_sockets_known_and_ten_thousand_that_nobody_holds()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        uint[] known = [InodeOf(Environment.ProcessId, socket.SafeHandle.DangerousGetHandle().ToInt32())];
        uint[] unfindable = Enumerable.Range(0, 10_000).Select(i => 4_000_000_000 + (uint)i).ToArray();

        // A process that others start on this machine meanwhile allocates; the least of many samples is the quiet one.
        long least = long.MaxValue;
        for (int sample = 0; sample < 80; sample++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            _table.BeginSample();
            int owner = _table.FindOwner(known[0]);
            _table.Resolve(owner < 0 ? known : []);
            foreach (uint inode in unfindable)
            {
                owner += _table.FindOwner(inode);
            }

            _table.Resolve(unfindable);
            _table.EndSample();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
    }

    [Fact]
    public void The_number_of_open_fds_of_this_process_is_the_same_after_100_samples()
    {
        Sample();
        int before = Directory.GetFileSystemEntries("/proc/self/fd").Length;
        int[] after = new int[5];
        for (int i = 0; i < after.Length; i++)
        {
            for (int sample = 0; sample < 20; sample++)
            {
                Sample();
            }

            after[i] = Directory.GetFileSystemEntries("/proc/self/fd").Length;
        }

        // Other tests of this assembly open and close files meanwhile: a leak would show in all.
        Assert.True(after.Min() <= before + 20, $"{before} fds before, {string.Join(' ', after)} after");
    }

    private void Sample()
    {
        _table.BeginSample();
        _table.EndSample();
    }

    /// <summary>One sample that asks for one socket: the pid of its owner, −1 for unknown.</summary>
    private int OwnerOf(uint inode)
    {
        _table.BeginSample();
        int slot = _table.FindOwner(inode);
        if (slot == ProcessTable.Unknown)
        {
            _table.Resolve([inode]);
            slot = _table.FindOwner(inode);
        }

        int pid = slot == ProcessTable.Unknown ? -1 : _table[slot].Pid;
        _table.EndSample();
        return pid;
    }

    private int SlotOf(int pid)
    {
        foreach (int slot in _table.Slots)
        {
            if (_table[slot].Pid == pid)
            {
                return slot;
            }
        }

        throw new InvalidOperationException($"pid {pid} is not in the table");
    }

    private static uint InodeOf(int pid, int fd)
    {
        string link = new FileInfo($"/proc/{pid}/fd/{fd}").LinkTarget!;
        return uint.Parse(link["socket:[".Length..^1], CultureInfo.InvariantCulture);
    }

    private static bool WaitUntilEnded(int pid)
    {
        // Who should collect it may be slow or never do it: a zombie has ended too.
        try
        {
            for (int i = 0; i < 500; i++)
            {
                if (File.ReadAllText($"/proc/{pid}/stat").Contains(") Z ", StringComparison.Ordinal))
                {
                    return true;
                }

                Thread.Sleep(10);
            }

            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    private Process Shell(string script) => Shell(script, out _);

    /// <summary>A bash that has printed its first line.</summary>
    private Process Shell(string script, out string firstLine)
    {
        var child = Process.Start(new ProcessStartInfo("/bin/bash", ["-c", script])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        _children.Add(child);
        firstLine = child.StandardOutput.ReadLine()!;
        return child;
    }
}
