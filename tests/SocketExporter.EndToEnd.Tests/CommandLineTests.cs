using System.Net;
using System.Net.Sockets;
using SocketExporter.EndToEnd.Tests.Live;

namespace SocketExporter.EndToEnd.Tests;

/// <summary>Bad input at the edges. None of these needs privileges but those that open ports.</summary>
public sealed class CommandLineTests
{
    [Theory]
    [InlineData("--web.listen-adress=127.0.0.1:10105", "--web.listen-address")]
    [InlineData("--no-collector.udpp", "--no-collector.udp")]
    [InlineData("--sampling.intervall=5s", "--sampling.interval")]
    public void An_unknown_flag_ends_with_2_and_the_nearest_name(string flag, string nearest)
    {
        Finished run = Exporter(flag);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(nearest, WordsOf(run.Errors));
    }

    [Fact]
    public void An_unknown_command_ends_with_2()
    {
        Finished run = Exporter("onec");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("once", WordsOf(run.Errors));
    }

    [Fact]
    public void An_unknown_key_of_the_configuration_ends_with_2_and_the_nearest_name()
    {
        using var file = new TemporaryFile("sampling:\n  intervall: 5s\nlogg:\n  level: info\n");
        Finished run = Exporter($"--config.file={file.Path}");
        Assert.Equal(2, run.ExitCode);
        // All errors at once.
        Assert.Contains("interval", string.Join(' ', WordsOf(run.Errors)).Replace("intervall", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("log", WordsOf(run.Errors));
    }

    [Theory]
    [InlineData("--sampling.interval=5")]
    [InlineData("--sampling.cpu-budget=none")]
    [InlineData("--log.level=loud")]
    public void A_value_that_cannot_be_ends_with_2(string flag)
    {
        Finished run = Exporter(flag);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(flag[..flag.IndexOf('=', StringComparison.Ordinal)], run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Version_is_one_line_with_the_name()
    {
        Finished run = Exporter("--version");
        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith("socket-exporter ", run.Output, StringComparison.Ordinal);
        Assert.Single(run.Output.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public void Help_names_every_flag_of_the_contract()
    {
        Finished run = Exporter("--help");
        Assert.Equal(0, run.ExitCode);
        Assert.All(
            [
                "--web.listen-address", "--web.telemetry-path", "--web.max-requests", "--config.file", "--sampling.interval", "--sampling.cpu-budget", "--collector.disable-defaults",
                "--path.procfs", "--path.sysfs", "--log.level", "--log.format", "--version", "--collector.", "--no-collector.",
            ],
            flag => Assert.Contains(flag, run.Output, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("once")]
    [InlineData("doctor")]
    [InlineData("--web.listen-address=127.0.0.1:0")]
    public void A_wrong_path_of_procfs_is_one_line_and_nothing_starts(string argument)
    {
        Finished run = Exporter(argument, "--path.procfs=/nonexistent");
        Assert.Equal(2, run.ExitCode);
        Assert.Equal("", run.Output);
        Assert.Equal(
            "socket-exporter: --path.procfs: \"/nonexistent\" is not there, or may not be looked into; write where the host's procfs is mounted, like /proc\n", run.Errors);
    }

    [LiveFact]
    public void Settings_that_defeat_each_other_are_logged_once_at_the_start()
    {
        using var space = new Namespace();
        using ExporterProcess exporter = space.Serve("--stuck.after=1s", "--sampling.interval=600ms");
        exporter.NextPage();
        exporter.Stop();
        Assert.Single(exporter.LogLines, static line => line.Contains("WARN --stuck.after is 1s and --sampling.interval is 600ms, so that ", StringComparison.Ordinal));
    }

    [LiveFact]
    public void An_address_in_use_ends_with_1_and_one_line()
    {
        using var space = new Namespace();
        using Socket other = space.Inside(() => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        other.Bind(new IPEndPoint(IPAddress.Loopback, ExporterProcess.Port));
        other.Listen();
        Finished run = space.Finish(ExporterProcess.Binary, $"--web.listen-address=127.0.0.1:{ExporterProcess.Port}");
        Assert.Equal(1, run.ExitCode);
        string line = Assert.Single((run.Output + run.Errors).Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains($"127.0.0.1:{ExporterProcess.Port}", line, StringComparison.Ordinal);
    }

    private static Finished Exporter(params string[] arguments) => Tool.Finish(Tool.Start(ExporterProcess.Binary, arguments));

    /// <summary>Without the punctuation around them.</summary>
    private static HashSet<string> WordsOf(string text)
        => [.. text.Split([' ', '\n']).Select(word => word.Trim('.', ',', ';', ':', '?', '\'', '"', '(', ')'))];

    private sealed class TemporaryFile : IDisposable
    {
        public TemporaryFile(string text)
        {
            Path = System.IO.Path.GetTempFileName();
            File.WriteAllText(Path, text);
        }

        public string Path { get; }

        public void Dispose() => File.Delete(Path);
    }
}
