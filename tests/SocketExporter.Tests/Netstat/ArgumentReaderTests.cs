using SocketExporter.Netstat;

namespace SocketExporter.Tests.Netstat;

public sealed class ArgumentReaderTests
{
    [Fact]
    public void Letters_come_in_bundles()
    {
        NetstatRequest request = Read("-tulpn");

        Assert.True(request is { Tcp: true, Udp: true, Listening: true, Programs: true, NumericHosts: true, NumericPorts: true, NumericUsers: true });
        Assert.True(request is { Ipv4: true, Ipv6: true, Unix: false, Raw: false, All: false });
    }

    [Theory]
    [InlineData("-ee", 2)]
    [InlineData("-tanpeo", 1)]
    [InlineData("-e --extend", 2)]
    [InlineData("--ext", 1)]
    [InlineData("-t", 0)]
    public void How_often_e_was_given_is_counted(string words, int times) => Assert.Equal(times, Read(words).Extended);

    [Fact]
    public void Without_a_flag_every_socket_is_shown()
    {
        NetstatRequest request = Read("");

        Assert.True(request is { Tcp: true, Sctp: true, Udp: true, UdpLite: true, Raw: true, Unix: true, Ipv4: true, Ipv6: true, Groups: false });
        Assert.True(request is { ShowsInternet: true, ShowsUnix: true, ShowsGroups: false, NamesTable: false });
    }

    [Fact]
    public void A_family_alone_is_every_protocol_of_it_and_no_unix_socket()
    {
        NetstatRequest request = Read("-4n");

        Assert.True(request is { Tcp: true, Sctp: true, Udp: true, UdpLite: true, Raw: true, Unix: false, Ipv4: true, Ipv6: false });
    }

    [Fact]
    public void Unix_alone_shows_no_internet_socket()
    {
        Assert.True(Read("-xan") is { ShowsUnix: true, ShowsInternet: false });
        Assert.True(Read("-xt") is { ShowsUnix: true, ShowsInternet: true, Udp: false });
        Assert.True(Read("-g") is { ShowsGroups: true, ShowsInternet: false, ShowsUnix: false });
    }

    [Theory]
    [InlineData("-s")]
    [InlineData("-sg")]
    [InlineData("-sg6")]
    public void Statistics_are_those_of_every_protocol_where_none_is_named(string words)
    {
        Assert.True(Read(words) is { Statistics: true, Tcp: true, Sctp: true, Udp: true, UdpLite: true, Raw: true, ShowsGroups: false });
    }

    [Theory]
    [InlineData("-A inet,unix")]
    [InlineData("-Ainet,unix")]
    [InlineData("--protocol=inet,unix")]
    [InlineData("--protocol inet,unix")]
    [InlineData("--prot=ip,unix")]
    [InlineData("--inet --unix")]
    [InlineData("--tcpip -x")]
    public void Families_have_many_spellings(string words)
    {
        Assert.True(Read(words) is { Ipv4: true, Ipv6: false, Unix: true, Tcp: true });
    }

    [Theory]
    [InlineData("-6r", false, true)]
    [InlineData("-r -4 -6", true, true)]
    [InlineData("-64 -r", true, true)]
    [InlineData("-4r", true, false)]
    [InlineData("-r", true, false)]
    public void Routes_are_those_of_the_families_that_are_named_and_else_of_IPv4(string words, bool ipv4, bool ipv6)
    {
        NetstatRequest request = Read(words);

        Assert.Equal((ipv4, ipv6), (request.ShowsIpv4Routes, request.ShowsIpv6Routes));
        Assert.True(request is { HasViewOfItsOwn: true, ShowsInternet: false, ShowsUnix: false });
    }

    [Theory]
    [InlineData("-c", null)]
    [InlineData("-tanc", null)]
    [InlineData("-c 2", 2.0)]
    [InlineData("-tanc 2", 2.0)]
    [InlineData("-c -t 0.5", 0.5)]
    [InlineData("--continuous=1m30s", 90.0)]
    [InlineData("--cont 250ms", 0.25)]
    public void Again_and_again_takes_a_time(string words, double? seconds)
    {
        NetstatRequest request = Read(words);

        Assert.True(request.Continuous);
        Assert.Equal(seconds, request.Interval?.TotalSeconds);
    }

    [Theory]
    [InlineData("-q", "unknown flag -q")]
    [InlineData("-tqn", "unknown flag -q in -tqn")]
    [InlineData("--tpc", "unknown flag --tpc; did you mean tcp?")]
    [InlineData("--num", "--num may be --numeric or --numeric-hosts or --numeric-ports or --numeric-users; write more of it")]
    [InlineData("--tcp=1", "--tcp takes no value; leave out =1")]
    [InlineData("-A", "-A has no value; write FAMILY")]
    [InlineData("--replay", "--replay has no value; write DIR")]
    [InlineData("-A ipx", "-A: \"ipx\" is no family it knows; write inet, inet6 or unix")]
    [InlineData("-t 2", "unexpected word \"2\"")]
    [InlineData("-c soon", "unexpected word \"soon\"")]
    [InlineData("-c 0", "unexpected word \"0\"")]
    [InlineData("-c 1 2", "unexpected word \"2\"")]
    [InlineData("--continuous=0.01", "--continuous: \"0.01\" is no time; write seconds from 0.1 on, or a duration such as 1m30s")]
    [InlineData("--continuous=1e99", "--continuous: \"1e99\" is no time; write seconds from 0.1 on, or a duration such as 1m30s")]
    [InlineData("-ri", "-r, -i, -s and -M are views of their own; keep one")]
    [InlineData("-t -- -a", "unexpected word \"-a\"")]
    [InlineData("--completion=csh", "--completion: \"csh\" is no shell it knows; write bash, zsh or fish")]
    public void What_is_wrong_is_named(string words, string error)
    {
        Assert.Equal([error], ArgumentReader.Read(Words(words), new NetstatRequest()));
    }

    [Fact]
    public void All_errors_are_said_at_once()
    {
        Assert.Equal(["unknown flag -q", "unexpected word \"x\""], ArgumentReader.Read(["-q", "x"], new NetstatRequest()));
    }

    [Fact]
    public void A_recording_and_another_procfs_are_named_by_path()
    {
        NetstatRequest request = Read("--path.procfs=/host/proc --replay here");

        Assert.Equal(("/host/proc", "here"), (request.ProcPath, request.Replay));
    }

    private static NetstatRequest Read(string words)
    {
        var request = new NetstatRequest();
        Assert.Empty(ArgumentReader.Read(Words(words), request));
        return request;
    }

    private static string[] Words(string words) => words.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
