using System.Text;
using SocketExporter.Kernel.Processes;

namespace SocketExporter.Kernel.Tests.Processes;

public sealed class SocketHoldersTests
{
    [Fact]
    public void A_socket_is_the_lowest_pids_that_has_it_open()
    {
        using var proc = new FakeProc();
        proc.Start(70, 1, "worker", "socket:[5]", "socket:[6]", "/dev/null");
        proc.Start(9, 1, "master", "socket:[5]");
        using SocketHolders holders = Read(proc);

        Assert.Equal("9/master", Find(holders, 5));
        Assert.Equal("70/worker", Find(holders, 6));
        Assert.Null(Find(holders, 7));
        Assert.Equal(0, holders.DeniedProcesses);
    }

    [Theory]
    [InlineData("/usr/sbin/nginx\0-g\0daemon off;\0", "nginx")]
    [InlineData("python3\0/opt/x.py\0", "python3")]
    [InlineData("sshd: /usr/sbin/sshd -D [listener]\0", "sshd: /usr/sbin/sshd -D [listener]")]
    [InlineData("/usr/bin/a: b/c", "c")]
    [InlineData("/", "")]
    [InlineData("\0\0", "")]
    [InlineData("", "")]
    public void The_name_of_a_program_is_the_first_word_of_its_command_line_without_directories(string commandLine, string name)
    {
        Assert.Equal(name, Encoding.UTF8.GetString(SocketHolders.ProgramName(Encoding.UTF8.GetBytes(commandLine))));
    }

    [Fact]
    public void The_command_line_goes_before_the_name_that_the_kernel_keeps()
    {
        using var proc = new FakeProc();
        proc.Start(9, 1, "nginx", "socket:[5]");
        File.WriteAllText($"{proc.Path}/9/cmdline", "/usr/sbin/nginx-debug\0-g\0");
        using SocketHolders holders = Read(proc);

        Assert.Equal("9/nginx-debug", Find(holders, 5));
    }

    [Fact]
    public void A_second_look_forgets_the_first()
    {
        using var proc = new FakeProc();
        proc.Start(9, 1, "a", "socket:[5]");
        using SocketHolders holders = Read(proc);
        proc.End(9);
        proc.Start(10, 1, "b", "socket:[6]");
        holders.Read();

        Assert.Null(Find(holders, 5));
        Assert.Equal("10/b", Find(holders, 6));
    }

    [Fact]
    public void Threads_of_the_kernel_have_no_files_to_be_denied()
    {
        using var proc = new FakeProc();
        Deny(proc, 1, "systemd");
        Deny(proc, 2, "kthreadd");
        File.WriteAllText($"{proc.Path}/2/stat", "2 (kthreadd) S 0 0 0 0 -1 2129984 0 0 0 0 0 0 0 0 20 0 1 0 3 0 0 0\n"); // PF_KTHREAD
        using SocketHolders holders = Read(proc);

        Assert.Equal(1, holders.DeniedProcesses);
    }

    /// <summary>As recordings say it: nothing is denied to root, who may run this test.</summary>
    private static void Deny(FakeProc proc, int pid, string name)
    {
        proc.Start(pid, 1, name);
        Directory.Delete($"{proc.Path}/{pid}/fd");
        File.WriteAllText($"{proc.Path}/{pid}/fd", "open -1\ndenied\n");
    }

    private static SocketHolders Read(FakeProc proc)
    {
        var holders = new SocketHolders(proc.Path);
        holders.Read();
        return holders;
    }

    private static string? Find(SocketHolders holders, uint inode)
        => holders.TryFind(inode, out int pid, out ReadOnlySpan<byte> name) ? $"{pid}/{Encoding.UTF8.GetString(name)}" : null;
}
