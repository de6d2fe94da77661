using System.Text;
using SocketExporter.Kernel.Processes;
using SocketExporter.Kernel.Recordings;

namespace SocketExporter.Kernel.Tests.Recordings;

public sealed class RecordingFormatTests
{
    private static readonly RecordingManifest Manifest = new("0.1.0", new DateTimeOffset(2026, 1, 31, 12, 30, 5, TimeSpan.Zero), "6.1.0", 4096);

    [Fact]
    public void A_manifest_is_read_as_it_was_written()
    {
        Assert.StartsWith(
            "socket-exporter recording\nformat: 1\nexporter: 0.1.0\nrecorded: 2026-01-31T12:30:05Z\nkernel: 6.1.0\npage-bytes: 4096\n\n", Manifest.Render(), StringComparison.Ordinal);
        Assert.Equal(Manifest, RecordingManifest.Parse(Encoding.UTF8.GetBytes(Manifest.Render()), "manifest.txt"));
    }

    [Theory]
    [InlineData("", "m: \"\", expected \"socket-exporter recording\"")]
    [InlineData("something else\n", "m: \"something else\", expected \"socket-exporter recording\"")]
    [InlineData("\u001b[2Jsomething else\n", "m: \"\\x1b[2Jsomething else\", expected \"socket-exporter recording\"")]
    [InlineData("socket-exporter recording\nformat: 7\nexporter: \u001b[2J\n", "m: format 7, expected at most 1; it was recorded by socket-exporter \\x1b[2J, which is newer")]
    [InlineData("socket-exporter recording\nformat: x\n", "m: format \"x\", expected a number")]
    [InlineData("socket-exporter recording\nformat: 7\nexporter: 3.0.0\n", "m: format 7, expected at most 1; it was recorded by socket-exporter 3.0.0, which is newer")]
    [InlineData("socket-exporter recording\nformat: 1\nrecorded: yesterday\n", "m: recorded \"yesterday\", expected a time such as 2026-01-31T12:00:00Z")]
    [InlineData("socket-exporter recording\nformat: 1\nrecorded: 2026-01-31T12:30:05Z\n", "m: page-bytes \"\", expected a number")]
    public void A_manifest_that_is_none_is_refused(string text, string message)
        => Assert.Equal(message, Assert.Throws<KernelReadException>(() => RecordingManifest.Parse(Encoding.UTF8.GetBytes(text), "m")).Message);

    [Fact]
    public void Of_stat_the_name_is_replaced_and_only_parent_flags_and_start_are_kept()
    {
        const string stat = "4242 (acme (web) 1) S 1 4242 4242 0 -1 4194304 170 1 2 3 4 5 6 7 20 0 9 0 31337 5738496 417 18446744073709551615 1 2\n";
        Assert.Equal(
            "4242 (process-1) S 1 0 0 0 0 4194304 0 0 0 0 0 0 0 0 0 0 0 0 31337 0 0 0\n",
            ProcessRecorder.AnonymousStat(stat, (name, isKernelThread) => name == "acme (web) 1" && !isKernelThread ? "process-1" : name, out string name));
        Assert.Equal("process-1", name);
        Assert.Equal(31337UL, ProcessStat.Parse("4242 (process-1) S 1 0 0 0 0 4194304 0 0 0 0 0 0 0 0 0 0 0 0 31337 0 0 0\n"u8).StartTicks);
        Assert.Null(ProcessRecorder.AnonymousStat("4242 acme", (name, _) => name, out _));
    }

    [Fact]
    public void A_table_of_descriptors_lists_sockets_or_says_that_it_was_denied()
    {
        uint[] inodes = new uint[1];
        RecordedDescriptors visible = RecordedDescriptors.Parse("open 7\nsocket:[12]\nsocket:[13]\n"u8, "fd");
        Assert.Equal(7, visible.OpenFiles);
        Assert.Equal(ProcessAccess.Visible, visible.CopySockets(ref inodes, out int count));
        Assert.Equal([12, 13], inodes[..count]);

        RecordedDescriptors denied = RecordedDescriptors.Parse("open -1\ndenied\n"u8, "fd");
        Assert.Equal(-1, denied.OpenFiles);
        Assert.Equal(ProcessAccess.Denied, denied.CopySockets(ref inodes, out count));
        Assert.Equal(0, count);
    }

    [Theory]
    [InlineData("", "fd: empty, expected \"open N\"")]
    [InlineData("open 3", "fd: cut line, expected a newline at its end")]
    [InlineData("open many\n", "fd: no number of open files, expected \"open N\"")]
    [InlineData("socket:[1]\n", "fd: no number of open files, expected \"open N\"")]
    [InlineData("open 3\n/etc/passwd\n", "fd: a line that is neither \"denied\" nor \"socket:[N]\"")]
    public void A_table_of_descriptors_that_is_none_is_refused(string text, string message)
        => Assert.Equal(message, Assert.Throws<KernelReadException>(() => RecordedDescriptors.Parse(Encoding.UTF8.GetBytes(text), "fd")).Message);

    [Fact]
    public void Speeds_are_lines_of_interface_and_bytes_per_second()
    {
        Assert.Equal(new Dictionary<string, long> { ["eth0"] = 125000000, ["br-g"] = 1 }, RecordedKernel.ParseSpeeds("eth0 125000000\nbr-g 1\n"u8, "speeds.txt"));
        Assert.Equal(
            "speeds.txt: \"eth0 fast\", expected an interface and bytes per second",
            Assert.Throws<KernelReadException>(() => RecordedKernel.ParseSpeeds("eth0 fast\n"u8, "speeds.txt")).Message);
    }
}
