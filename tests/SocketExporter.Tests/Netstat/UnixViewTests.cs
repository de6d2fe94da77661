using System.Text.Json;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Netstat;

namespace SocketExporter.Tests.Netstat;

public sealed class UnixViewTests
{
    private const string Docker = "00000000885aa2d1: 00000002 00000000 00010000 0001 01  4711 /run/docker.sock\n";

    [Fact]
    public void A_name_with_a_line_break_makes_no_socket_that_nobody_has()
    {
        const string forged = "0000000000000000: 00000002 00000000 00010000 0001 01     0 /run/other.sock";
        using MadeRecording recording = new MadeRecording()
            .UnixTable($"00000000885aa2d0: 00000002 00000000 00010000 0001 01  4710 @x\n{forged}\n{Docker}")
            .UnixDiag((TcpState.Listen, 4710, 0, $"\0x\n{forged}"), (TcpState.Listen, 4711, 0, "/run/docker.sock\0"));

        Assert.Equal(
            [
                $"unix  2      [ ACC ]     STREAM     LISTENING     4710     @x\\x0a{forged}",
                "unix  2      [ ACC ]     STREAM     LISTENING     4711     /run/docker.sock",
            ],
            Rows(recording, "-xln"));
        using var array = JsonDocument.Parse(recording.Netstat("-xln", "--json").Output);
        Assert.Equal([4710, 4711], array.RootElement.EnumerateArray().Select(static row => row.GetProperty("inode").GetInt32()));
    }

    [Fact]
    public void A_name_with_a_line_break_says_nothing_false_of_a_socket_that_somebody_has()
    {
        const string forged = "0000000000000000: 00000002 00000000 00000000 0001 01  4711 /run/docker.sock";
        using MadeRecording recording = new MadeRecording()
            .UnixTable($"00000000885aa2d0: 00000002 00000000 00000000 0001 01  4710 @x\n{forged}\n{Docker}")
            .UnixDiag((TcpState.Close, 4710, 0, $"\0x\n{forged}"), (TcpState.Listen, 4711, 0, "/run/docker.sock\0"));

        Assert.Equal(["unix  2      [ ACC ]     STREAM     LISTENING     4711     /run/docker.sock"], Rows(recording, "-xln"));
    }

    [Fact]
    public void No_more_connections_wait_for_a_listener_than_it_has()
    {
        const string waiting = "0000000000000000: 00000003 00000000 00000000 0001 02     0 /run/docker.sock";
        const string elsewhere = "0000000000000000: 00000003 00000000 00000000 0001 02     0 /run/x";
        using MadeRecording recording = new MadeRecording()
            .UnixTable(string.Join('\n', Unconnected(4710), waiting, Unconnected(4712), elsewhere, Unconnected(4713), waiting, Docker))
            .UnixDiag(
                (TcpState.Close, 4710, 0, $"\0x\n{waiting}"),
                (TcpState.Close, 4712, 0, $"\0x\n{elsewhere}"),
                (TcpState.Close, 4713, 0, $"\0x\n{waiting}"),
                (TcpState.Listen, 4711, 1, "/run/docker.sock\0"));

        Assert.Equal(["unix  3      [ ]         STREAM     CONNECTING    0        /run/docker.sock"], Rows(recording, "-xn").Where(static row => row.Contains("CONNECTING    0", StringComparison.Ordinal)));

        static string Unconnected(int inode) => $"00000000885aa2d0: 00000002 00000000 00000000 0001 01  {inode} @x";
    }

    [Fact]
    public void Where_no_name_has_a_line_break_every_row_is_taken_at_its_word()
    {
        using MadeRecording recording = new MadeRecording()
            .UnixTable("0000000000000000: 00000003 00000000 00000000 0001 02     0 /run/listener-of-another-namespace\n")
            .UnixDiag();

        Assert.Equal(["unix  3      [ ]         STREAM     CONNECTING    0        /run/listener-of-another-namespace"], Rows(recording, "-xn"));
    }

    [Fact]
    public void Without_unix_diag_the_table_is_shown_and_said_once_what_may_be_false_in_it()
    {
        using MadeRecording recording = new MadeRecording().UnixTable(Docker);
        string warning = $"socket-exporter: {recording.Folder}/netlink/unix.bin: not there; a name with a line break in it can pass for sockets that nobody has\n";
        (int exitCode, string output, string error) = recording.Netstat("-xln");

        Assert.Equal((0, warning), (exitCode, error));
        Assert.Contains("unix  2      [ ACC ]     STREAM     LISTENING     4711     /run/docker.sock\n", output, StringComparison.Ordinal);

        using var stop = new CancellationTokenSource();
        int rounds = 0;
        void Count(ReadOnlySpan<byte> bytes)
        {
            if (bytes.EndsWith("docker.sock\n"u8) && ++rounds == 3)
            {
                stop.Cancel();
            }
        }

        var again = new StringWriter();
        var command = new NetstatCommand(Count, again, "", new SystemNames("/etc"), NetstatViews.All);
        Assert.Equal(0, command.Run(["-xln", "-c", "0.1", "--replay", recording.Folder], stop.Token));
        Assert.Equal((3, warning), (rounds, again.ToString()));
    }

    private static string[] Rows(MadeRecording recording, string flags)
    {
        (int exitCode, string output, string error) = recording.Netstat(flags);
        Assert.Equal((0, ""), (exitCode, error));
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(2)];
    }
}
