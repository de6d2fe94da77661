using System.Text;
using System.Text.Json;
using SocketExporter.Netstat;
using SocketExporter.Tests.Documents;

namespace SocketExporter.Tests.Netstat;

public sealed class NetstatCommandTests
{
    private static readonly string Recording = Path.Combine(Repository.Root, "tests/fixtures/web-server");

    [Fact]
    public void A_wrong_flag_shows_the_usage_on_standard_error_and_exits_2()
    {
        (int exitCode, string output, string error) = Run("-tq");

        Assert.Equal((2, ""), (exitCode, output));
        Assert.Equal("socket-exporter netstat: unknown flag -q in -tq\n" + UsageText.Render(), error);
    }

    [Theory]
    [InlineData("--help", "usage: socket-exporter netstat [FLAG ...]\n")]
    [InlineData("-V", "socket-exporter 1.2.3\n")]
    [InlineData("--manual", ".TH SOCKET")]
    [InlineData("--completion=fish", "# fish completion")]
    public void Texts_go_to_standard_output(string flag, string begin)
    {
        (int exitCode, string output, string error) = Run(flag);

        Assert.Equal((0, ""), (exitCode, error));
        Assert.StartsWith(begin, output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_recording_is_shown_v4_before_v6()
    {
        (int exitCode, string output, string error) = Run("-tan", "--replay", Recording);

        Assert.Equal((0, ""), (exitCode, error));
        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("Active Internet connections (servers and established)", lines[0]);
        string[] protocols = [.. lines.Skip(2).Select(line => line.Split(' ')[0])];
        Assert.Equal(["tcp", "tcp6"], protocols.Distinct());
        Assert.Equal(protocols.Order(StringComparer.Ordinal), protocols);
    }

    [Fact]
    public void Listeners_and_connections_together_are_all()
    {
        string[] all = Rows("-tuan");
        Assert.Equal(all.Order(StringComparer.Ordinal), Rows("-tuln").Concat(Rows("-tun")).Order(StringComparer.Ordinal));
        Assert.All(Rows("-tln"), line => Assert.EndsWith(" LISTEN     ", line, StringComparison.Ordinal));
        Assert.DoesNotContain(Rows("-tn"), line => line.Contains("LISTEN", StringComparison.Ordinal));
        Assert.Equal(all, Rows("-tuan4").Where(IsTcp).Concat(Rows("-tuan6").Where(IsTcp)).Concat(Rows("-uan4")).Concat(Rows("-uan6")));
    }

    [Fact]
    public void As_json_the_rows_are_one_array()
    {
        (_, string output, _) = Run("-tuan", "--json", "--replay", Recording);
        using var array = JsonDocument.Parse(output);

        Assert.Equal(Rows("-tuan").Length, array.RootElement.GetArrayLength());
        Assert.All(array.RootElement.EnumerateArray(), row => Assert.InRange(row.GetProperty("local_port").GetInt32(), 0, 65_535));
    }

    [Fact]
    public void A_reader_that_goes_away_ends_it_quietly()
    {
        var error = new StringWriter();
        var command = new NetstatCommand(static _ => throw new OutputClosedException(), error, "", new SystemNames("/etc"), NetstatViews.All);

        Assert.Equal(0, command.Run(["-tan", "-c", "--replay", Recording], CancellationToken.None));
        Assert.Equal("", error.ToString());
    }

    [Fact]
    public void A_full_disk_is_said_and_exits_1()
    {
        var error = new StringWriter();
        var command = new NetstatCommand(static _ => throw new IOException("standard output: no space left"), error, "", new SystemNames("/etc"), NetstatViews.All);

        Assert.Equal(1, command.Run(["-tan", "--replay", Recording], CancellationToken.None));
        Assert.Equal("socket-exporter: standard output: no space left\n", error.ToString());
    }

    [Fact]
    public void Tables_that_a_recording_does_not_hold_are_said_when_they_are_named_or_verbose_asks()
    {
        const string noSctp = "socket-exporter: the recording does not hold SCTP sockets\n";
        (int exitCode, string rows, string error) = Run("-4an", "--replay", Recording);
        Assert.Equal((0, ""), (exitCode, error));

        (exitCode, string verboseRows, error) = Run("-4anv", "--replay", Recording);
        Assert.Equal((1, rows), (exitCode, verboseRows));
        Assert.Contains(noSctp, error, StringComparison.Ordinal);

        (exitCode, _, error) = Run("-S4an", "--replay", Recording);
        Assert.Equal((1, noSctp), (exitCode, error));
    }

    [Fact]
    public void Sockets_that_the_kernel_does_not_have_are_said_with_their_module()
    {
        (int exitCode, _, string error) = Run("-San", "--path.procfs", "/nonexistent");

        Assert.Equal((1, "socket-exporter: this kernel has no SCTP sockets, expected them built in or as a module (modprobe sctp)\n"), (exitCode, error));
    }

    [Fact]
    public void Where_nobody_follows_connections_no_empty_table_passes_for_the_answer()
    {
        (int exitCode, _, string error) = Run("-M", "--path.procfs", "/nonexistent");

        Assert.Equal((1, "socket-exporter: no sign of conntrack below /nonexistent, expected it built in or as a module (modprobe nf_conntrack)\n"), (exitCode, error));
    }

    [Theory]
    [InlineData("-ie")]
    [InlineData("-tan")]
    public void Names_of_hardware_are_there_without_being_asked_for(string flags)
        => Assert.Equal(Run(flags, "--replay", Recording), Run(flags + "N", "--replay", Recording));

    [Fact]
    public void What_is_no_recording_is_named()
    {
        (int exitCode, _, string error) = Run("-tan", "--replay", "/nonexistent");

        Assert.Equal(1, exitCode);
        Assert.StartsWith("socket-exporter: /nonexistent/", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_defect_is_one_line_that_names_what_failed_and_exits_1()
    {
        var error = new StringWriter();
        var command = new NetstatCommand(static _ => { }, error, "", new SystemNames("/etc"), [new DefectiveView()]);

        Assert.Equal(1, command.Run(["-tan", "--replay", Recording], CancellationToken.None));
        Assert.Equal($"socket-exporter: netstat -tan --replay {Recording}: InvalidOperationException: no such row\n", error.ToString());
    }

    [Fact]
    public void Again_and_again_goes_on_until_it_is_told_to_stop()
    {
        using var stop = new CancellationTokenSource();
        int rounds = 0;
        void Count(ReadOnlySpan<byte> bytes)
        {
            if (++rounds == 3)
            {
                stop.Cancel();
            }
        }

        var command = new NetstatCommand(Count, TextWriter.Null, "", new SystemNames("/etc"), NetstatViews.All);
        Assert.Equal(0, command.Run(["-tan", "-c", "0.1", "--replay", Recording], stop.Token));
        Assert.Equal(3, rounds);
    }

    private static bool IsTcp(string line) => line.StartsWith("tcp", StringComparison.Ordinal);

    private static string[] Rows(string flags) => [.. Run(flags, "--replay", Recording).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(2)];

    private static (int ExitCode, string Output, string Error) Run(params string[] arguments)
    {
        using var output = new MemoryStream();
        var error = new StringWriter();
        int exitCode = new NetstatCommand(output.Write, error, "socket-exporter 1.2.3", new SystemNames("/etc"), NetstatViews.All).Run(arguments, CancellationToken.None);
        return (exitCode, Encoding.UTF8.GetString(output.ToArray()), error.ToString());
    }

    private sealed class DefectiveView : INetstatView
    {
        public bool IsAskedFor(NetstatRequest request) => true;

        public void Show(NetstatContext context) => throw new AggregateException(new InvalidOperationException("no such row"));
    }
}
