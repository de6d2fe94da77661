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
            ProcessSelf.Parse(Stat, HostStat, Limits, 9, 4096));

    [Fact]
    public void No_limit_of_open_files_is_absent()
        => Assert.Null(ProcessSelf.Parse(Stat, HostStat, Limits.Replace("1024 ", "unlimited ", StringComparison.Ordinal), 9, 4096).MaxFileDescriptors);

    [Theory]
    [InlineData("", "btime 1\n")]
    [InlineData("4242 (a) S 1 2 3", "btime 1\n")]
    [InlineData(Stat, "cpu 1\n")]
    [InlineData(Stat, "btime x\n")]
    public void Cut_files_are_a_format_exception(string stat, string hostStat)
        => Assert.Throws<FormatException>(() => ProcessSelf.Parse(stat, hostStat, Limits, 9, 4096));

    [Fact]
    public void This_process_has_memory_and_was_started_before_now()
    {
        ProcessSelf self = ProcessSelf.Read();

        Assert.InRange(self.ResidentMemoryBytes, 1_000_000, self.VirtualMemoryBytes);
        Assert.InRange(self.StartTimeSeconds, 1_000_000_000, DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 2);
        Assert.InRange(self.OpenFileDescriptors, 3, self.MaxFileDescriptors ?? double.MaxValue);
    }
}
