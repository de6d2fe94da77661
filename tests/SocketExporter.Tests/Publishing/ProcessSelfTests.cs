using SocketExporter.Publishing;

namespace SocketExporter.Tests.Publishing;

public sealed class ProcessSelfTests
{
    private const string Stat =
        "4242 (a) b (c) S 1 4242 4242 0 -1 4194560 2000 0 3 0 1234 66 0 0 20 0 12 0 50025 268435456 5000 18446744073709551615 1 1 0 0\n";

    private const string HostStat = "cpu  1 2 3\nctxt 99\nbtime 1700000000\nprocesses 5\n";

    private const string Limits =
        "Limit                     Soft Limit           Hard Limit           Units     \n" +
        "Max open files            1024                 524288               files     \n";

    [Fact]
    public void The_fields_after_a_name_with_blanks_and_parentheses_are_found()
        => Assert.Equal(
            new ProcessSelf(13.0, 1700000500.25, 268435456, 20480000, 9, 1024),
            ProcessSelf.Parse(Stat, ProcessSelf.ParseBootTime(HostStat), Limits, 9, 4096));

    [Fact]
    public void No_limit_of_open_files_is_absent()
        => Assert.Null(ProcessSelf.Parse(Stat, 0, Limits.Replace("1024 ", "unlimited ", StringComparison.Ordinal), 9, 4096).MaxFileDescriptors);

    [Theory]
    [InlineData("")]
    [InlineData("4242 (a) S 1 2 3")]
    [InlineData("4242 (a) S 1 4242 4242 0 -1 4194560 2000 0 3 0 x 66 0 0 20 0 12 0 50025 268435456 5000 1")]
    public void A_cut_stat_is_a_format_exception(string stat)
        => Assert.Throws<FormatException>(() => ProcessSelf.Parse(stat, 0, Limits, 9, 4096));

    [Theory]
    [InlineData("")]
    [InlineData("cpu 1\n")]
    [InlineData("btime x\n")]
    public void A_host_without_a_boot_time_is_a_format_exception(string hostStat)
        => Assert.Throws<FormatException>(() => ProcessSelf.ParseBootTime(hostStat));

    [Fact]
    public void Reading_again_allocates_the_two_texts_and_the_values_only()
    {
        ProcessSelf.Read();
        long before = GC.GetAllocatedBytesForCurrentThread();
        ProcessSelf.Read();
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 6_000);
    }

    [Fact]
    public void This_process_has_memory_and_was_started_before_now()
    {
        ProcessSelf self = ProcessSelf.Read();

        Assert.InRange(self.ResidentMemoryBytes, 1_000_000, self.VirtualMemoryBytes);
        Assert.InRange(self.StartTimeSeconds, 1_000_000_000, DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 2);
        Assert.InRange(self.OpenFileDescriptors, 3, self.MaxFileDescriptors ?? double.MaxValue);
    }
}
