using System.Text.Json;
using SocketExporter.Netstat;
using SocketExporter.Netstat.Views;

namespace SocketExporter.Tests.Netstat.Views;

public sealed class StatisticsViewTests
{
    private const string All = "Ip Icmp IcmpMsg Tcp Udp UdpLite TcpExt IpExt MPTcpExt Ip6 Icmp6 Udp6 UdpLite6 Sctp Xfrm";

    [Theory]
    [InlineData("-s", All)]
    [InlineData("-s46", All)]
    [InlineData("-s6", "Tcp TcpExt MPTcpExt Ip6 Icmp6 Udp6 UdpLite6 Sctp Xfrm")]
    [InlineData("-s4", "Ip Icmp IcmpMsg Tcp Udp UdpLite TcpExt IpExt MPTcpExt Sctp Xfrm")]
    [InlineData("-st", "Tcp TcpExt MPTcpExt")]
    [InlineData("-su", "Udp Udp6")]
    [InlineData("-sU6", "UdpLite6")]
    [InlineData("-sS", "Sctp")]
    [InlineData("-sw", "Ip Icmp IcmpMsg IpExt Ip6 Icmp6 Xfrm")]
    [InlineData("-stu4", "Tcp Udp TcpExt MPTcpExt")]
    public void Flags_choose_protocols(string flags, string protocols)
    {
        var request = new NetstatRequest();
        Assert.Empty(ArgumentReader.Read([flags], request));
        Assert.Equal(protocols.Split(' '), All.Split(' ').Where(protocol => StatisticsSelection.Shows(request, protocol)));
    }

    [Fact]
    public void Values_have_all_their_digits()
    {
        using MadeRecording recording = new MadeRecording().Net("snmp", "Of: Above Greatest Least\nOf: 9007199254740993 18446744073709551615 -1\n");
        (int exitCode, string output, _) = recording.Netstat("-s");

        Assert.Equal(0, exitCode);
        Assert.Equal(["9007199254740993", "18446744073709551615", "-1"], output.Split('\n').Where(static line => line.StartsWith("    ", StringComparison.Ordinal)).Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[0]));
        using var array = JsonDocument.Parse(recording.Netstat("-s", "--json").Output);
        Assert.Equal(["9007199254740993", "18446744073709551615", "-1"], array.RootElement.EnumerateArray().Select(static row => row.GetProperty("value").GetRawText()));
    }

    [Fact]
    public void A_protocol_of_control_characters_does_not_reach_the_terminal()
    {
        using MadeRecording recording = new MadeRecording().Net("snmp", "Tc\u001b[2Jp: In\u001b[2JSegs\nTc\u001b[2Jp: 7\n");
        (int exitCode, string output, string error) = recording.Netstat("-s");

        Assert.Equal((0, ""), (exitCode, error));
        Assert.StartsWith("Tc\\x1b[2Jp:\n    7 ", output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', output);
        Assert.DoesNotContain('\u001b', recording.Netstat("-s", "--json").Output);
    }

    [Fact]
    public void Of_a_recording_that_is_damaged_no_control_character_is_in_what_is_said()
    {
        using MadeRecording recording = new MadeRecording().Net("snmp", "Tcp\u001b[2J\r InSegs\nTcp 7\n");
        (int exitCode, _, string error) = recording.Netstat("-s");

        Assert.Equal((1, $"socket-exporter: {recording.Folder}/proc/thread-self/net/snmp: 'Tcp\\x1b[2J\\x0d', expected a protocol and a colon\n"), (exitCode, error));
    }
}
