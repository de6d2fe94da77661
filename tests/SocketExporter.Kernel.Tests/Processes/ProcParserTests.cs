using System.Text;
using SocketExporter.Kernel.Io;
using SocketExporter.Kernel.Processes;

namespace SocketExporter.Kernel.Tests.Processes;

public sealed class ProcParserTests
{
    [Fact]
    public void A_stat_line_gives_name_start_time_and_that_it_is_no_kernel_thread()
    {
        var stat = ProcessStat.Parse("7 (sleep) S 6 7 7 0 -1 4194304 95 0 0 0 0 0 0 0 20 0 1 0 176234 5738496 417 0\n"u8);
        Assert.Equal("sleep"u8.ToArray(), stat.Comm.ToArray());
        Assert.Equal(176234UL, stat.StartTicks);
        Assert.False(stat.IsKernelThread);
    }

    [Fact]
    public void PF_KTHREAD_tells_a_kernel_thread()
    {
        Assert.True(ProcessStat.Parse("2 (kthreadd) S 0 0 0 0 -1 2129984 0 0 0 0 0 0 0 0 20 0 1 0 3 0 0\n"u8).IsKernelThread);
    }

    [Fact]
    public void The_name_ends_at_the_last_parenthesis_whatever_it_holds()
    {
        var stat = ProcessStat.Parse("7 (a) R 1 (\n) ) S 6 7 7 0 -1 4194304 95 0 0 0 0 0 0 0 20 0 1 0 99 5738496\n"u8);
        Assert.Equal("a) R 1 (\n) "u8.ToArray(), stat.Comm.ToArray());
        Assert.Equal(99UL, stat.StartTicks);
    }

    [Fact]
    public void A_stat_line_cut_anywhere_before_its_end_is_refused_or_understood_and_nothing_else()
    {
        byte[] whole = "7 (sl) S 6 7 7 0 -1 4194304 95 0 0 0 0 0 0 0 20 0 1 0 176234 5738496"u8.ToArray();
        for (int length = 0; length < whole.Length - "5738496".Length; length++)
        {
            Assert.Throws<KernelReadException>(() => ProcessStat.Parse(whole.AsSpan(0, length)).StartTicks);
        }

        Assert.Equal(176234UL, ProcessStat.Parse(whole.AsSpan(0, whole.Length - "738496".Length)).StartTicks);
    }

    [Fact]
    public void A_start_time_that_is_no_number_is_refused()
    {
        var error = Assert.Throws<KernelReadException>(
            () => ProcessStat.Parse("7 (s) S 6 7 7 0 -1 4194304 95 0 0 0 0 0 0 0 20 0 1 0 x 5738496"u8).StartTicks);
        Assert.Equal("/proc/PID/stat: starttime is no number", error.Message);
    }

    [Theory]
    [InlineData("socket:[1]", 1u)]
    [InlineData("socket:[4294967295]", 4294967295u)]
    public void A_socket_link_gives_its_inode(string link, uint expected)
    {
        Assert.True(SocketLink.TryParse(Encoding.UTF8.GetBytes(link), out uint inode));
        Assert.Equal(expected, inode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("socket:[")]
    [InlineData("socket:[]")]
    [InlineData("socket:[0]")]
    [InlineData("socket:[+5]")]
    [InlineData("socket:[-5]")]
    [InlineData("socket:[5x]")]
    [InlineData("socket:[5\n]")]
    [InlineData("socket:[5")]
    [InlineData("socket:[4294967296]")]
    [InlineData("pipe:[5]")]
    [InlineData("/tmp/socket:[5]")]
    [InlineData("anon_inode:[eventpoll]")]
    public void Anything_else_is_no_socket(string link)
    {
        Assert.False(SocketLink.TryParse(Encoding.UTF8.GetBytes(link), out uint inode));
        Assert.Equal(0u, inode);
    }

    [Theory]
    [InlineData("1", 1)]
    [InlineData("4194304", 4194304)]
    public void A_number_is_a_process(string name, int expected)
    {
        Assert.True(ProcPath.TryParsePid(Encoding.UTF8.GetBytes(name), out int pid));
        Assert.Equal(expected, pid);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("self")]
    [InlineData("12a")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData("99999999999")]
    public void Any_other_name_is_not(string name)
    {
        Assert.False(ProcPath.TryParsePid(Encoding.UTF8.GetBytes(name), out _));
    }

    [Fact]
    public void A_path_is_pid_slash_file_and_a_zero()
    {
        byte[] path = new byte[ProcPath.MaxBytes];
        Array.Fill(path, (byte)'x');
        ProcPath.Write(path, int.MaxValue, "stat"u8);
        Assert.Equal("2147483647/stat\0"u8.ToArray(), path[..16]);
    }

    [Fact]
    public void The_last_pid_is_the_last_number_of_loadavg()
    {
        Assert.Equal(15701, ForkWatch.ParseLastPid("0.05 0.03 0.03 1/2128 15701\n"u8));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("0.05 0.03 0.03 1/2128 ")]
    [InlineData("0.05 0.03 0.03 1/2128")]
    [InlineData("0.05 0.03 0.03 1/2128 99999999999\n")]
    public void A_loadavg_without_it_is_refused(string text)
    {
        Assert.Throws<KernelReadException>(() => ForkWatch.ParseLastPid(Encoding.UTF8.GetBytes(text)));
    }

    [Fact]
    public void A_name_is_decoded_with_replacement_and_never_empty()
    {
        Assert.Equal("a b)\n", ProcessName.Decode("a b)\n"u8));
        Assert.Equal("a\uFFFDb", ProcessName.Decode([(byte)'a', 0xff, (byte)'b']));
        Assert.Equal("_", ProcessName.Decode([]));
        Assert.Equal("<unknown>", ProcessName.Decode("<unknown>"u8));
        Assert.Equal(256, ProcessName.Decode(Enumerable.Repeat((byte)'n', 5000).ToArray()).Length);
    }

    [Fact]
    public void A_name_that_is_known_already_is_the_same_object()
    {
        string known = ProcessName.Decode("nginx"u8);
        Assert.Same(known, ProcessName.Decode("nginx"u8, known));
        Assert.Equal("redis", ProcessName.Decode("redis"u8, known));
    }

    [Fact]
    public void The_comm_file_ends_with_one_newline_that_is_not_part_of_the_name()
    {
        Assert.Equal("a\n"u8.ToArray(), ProcessName.FromCommFile("a\n\n"u8).ToArray());
        Assert.Equal([], ProcessName.FromCommFile("\n"u8).ToArray());
        Assert.Equal([], ProcessName.FromCommFile([]).ToArray());
    }

    [Fact]
    public void A_listing_gives_its_names_without_the_dots()
    {
        byte[] listing = [.. Entry("."), .. Entry(".."), .. Entry("12"), .. Entry("self")];
        var entries = new DirectoryEntries(listing);
        Assert.True(entries.MoveNext());
        Assert.Equal("12"u8.ToArray(), entries.Name.ToArray());
        Assert.True(entries.MoveNext());
        Assert.Equal("self"u8.ToArray(), entries.Name.ToArray());
        Assert.False(entries.MoveNext());
    }

    [Fact]
    public void A_cut_listing_is_refused()
    {
        byte[] listing = Entry("12");
        for (int length = 1; length < listing.Length; length++)
        {
            int cut = length;
            Assert.Throws<KernelReadException>(() => new DirectoryEntries(listing.AsSpan(0, cut)).MoveNext());
        }
    }

    [Fact]
    public void A_record_that_says_an_impossible_length_is_refused_and_not_read_for_ever()
    {
        byte[] listing = Entry("12");
        listing[16] = 0;
        Assert.Throws<KernelReadException>(() => new DirectoryEntries(listing).MoveNext());
        listing[16] = 255;
        Assert.Throws<KernelReadException>(() => new DirectoryEntries(listing).MoveNext());
    }

    [Fact]
    public void A_name_without_its_zero_is_refused()
    {
        byte[] listing = Entry("12");
        listing.AsSpan(19).Fill((byte)'1');
        Assert.Throws<KernelReadException>(() => new DirectoryEntries(listing).MoveNext());
    }

    [Fact]
    public void Not_pid_1_then_the_earliest_start_then_the_lowest_pid_is_senior()
    {
        Assert.True(ProcessEntry.SeniorityOf(9, 100) < ProcessEntry.SeniorityOf(1, 1));
        Assert.True(ProcessEntry.SeniorityOf(9, 100) < ProcessEntry.SeniorityOf(2, 101));
        Assert.True(ProcessEntry.SeniorityOf(4194303, 100) < ProcessEntry.SeniorityOf(2, 101));
        Assert.True(ProcessEntry.SeniorityOf(2, 100) < ProcessEntry.SeniorityOf(3, 100));
    }

    private static byte[] Entry(string name)
    {
        byte[] record = new byte[(19 + name.Length + 1 + 7) / 8 * 8];
        record[16] = (byte)record.Length;
        Encoding.UTF8.GetBytes(name).CopyTo(record, 19);
        return record;
    }
}
