using System.Text;
using SocketExporter.Kernel.Netlink;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Netstat;
using SocketExporter.Tests.Sampling;

namespace SocketExporter.Tests.Netstat;

/// <summary>Lines as net-tools 2.10 prints them for the same sockets, trailing blanks included.</summary>
public sealed class InternetRowsTests
{
    [Fact]
    public void Headings_are_as_wide_as_the_columns_that_are_asked_for()
    {
        Assert.Equal(
            "Active Internet connections (w/o servers)\nProto Recv-Q Send-Q Local Address           Foreign Address         State      \n",
            Print("-tn", rows => rows.WriteHeadings()));
        Assert.Equal(
            "Active Internet connections (servers and established)\n"
            + "Proto Recv-Q Send-Q Local Address           Foreign Address         State       User       Inode      PID/Program name     Timer\n",
            Print("-tanpeo", rows => rows.WriteHeadings()));
        Assert.StartsWith("Active Internet connections (only servers)\n", Print("-tln", rows => rows.WriteHeadings()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_connection_is_one_line()
    {
        InetSocketRow row = Rows.Tcp(TcpState.Established, "10.0.0.5", 80, "10.0.0.9", 51514);
        row.ReceiveQueue = 3;
        row.SendQueue = 1234567;
        row.Uid = 33;
        row.Inode = 48213;

        Assert.Equal("tcp        3 1234567 10.0.0.5:80             10.0.0.9:51514          ESTABLISHED\n", Tcp("-tan", row));
        Assert.Equal("tcp        3 1234567 10.0.0.5:80             10.0.0.9:51514          ESTABLISHED 33         48213     \n", Tcp("-tane", row));
    }

    [Fact]
    public void The_backlog_of_a_listener_is_no_send_queue()
    {
        InetSocketRow row = Rows.Tcp(TcpState.Listen, "::", 22, "::");
        row.SendQueue = 128;

        Assert.Equal("tcp6       0      0 :::22                   :::*                    LISTEN     \n", Tcp("-tan", row));
    }

    [Fact]
    public void A_mapped_address_is_written_as_the_ipv4_address_it_is()
    {
        InetSocketRow row = Rows.Tcp(TcpState.Established, "::ffff:127.0.0.1", 22, "::ffff:127.0.0.1", 56198);

        Assert.Equal("tcp6       0      0 127.0.0.1:22            127.0.0.1:56198         ESTABLISHED\n", Tcp("-tan", row));
    }

    [Fact]
    public void A_long_address_is_cut_unless_wide()
    {
        InetSocketRow row = Rows.Tcp(TcpState.TimeWait, "2001:db8:1234:5678:9abc:def0:1234:5678", 443, "::ffff:192.168.100.200", 51514);

        Assert.Equal("tcp6       0      0 2001:db8:1234:5678::443 192.168.100.200:51514   TIME_WAIT  \n", Tcp("-tan", row));
        Assert.Equal("tcp6       0      0 2001:db8:1234:5678:9abc:def0:1234:5678:443 192.168.100.200:51514   TIME_WAIT  \n", Tcp("-tanW", row));
    }

    [Theory]
    [InlineData(TcpTimer.None, 0, 0, "off (0.00/0/0)")]
    [InlineData(TcpTimer.Retransmit, 200, 0, "on (0.20/0/0)")]
    [InlineData(TcpTimer.Retransmit, 3_059, 4, "on (3.05/4/0)")]
    [InlineData(TcpTimer.Keepalive, 7_199_999, 0, "keepalive (7199.99/0/0)")]
    [InlineData(TcpTimer.Keepalive, 75_000, 2, "keepalive (75.00/0/2)")]
    [InlineData(TcpTimer.TimeWait, 59_990, 0, "timewait (59.99/0/0)")]
    [InlineData(TcpTimer.WindowProbe, 1_000, 3, "probe (1.00/0/3)")]
    [InlineData((TcpTimer)7, 10, 0, "unkn-7 (0.01/0/0)")]
    public void The_timer_is_the_last_column(TcpTimer timer, uint milliseconds, byte count, string shown)
    {
        InetSocketRow row = Rows.Tcp(TcpState.Established, "10.0.0.5", 80, "10.0.0.9", 51514);
        (row.Timer, row.TimerMilliseconds, row.TimerCount) = (timer, milliseconds, count);

        Assert.Equal($"tcp        0      0 10.0.0.5:80             10.0.0.9:51514          ESTABLISHED {shown}\n", Tcp("-tano", row));
    }

    [Fact]
    public void With_tcp_info_retransmissions_and_probes_are_known_whichever_timer_runs()
    {
        InetSocketRow row = Rows.Tcp(TcpState.Established, "10.0.0.5", 80, "10.0.0.9", 51514);
        (row.Timer, row.TimerMilliseconds, row.TimerCount, row.Retransmissions, row.Probes) = (TcpTimer.WindowProbe, 500, 2, 1, 2);

        Assert.EndsWith(" probe (0.50/1/2)\n", Tcp("-tano", row), StringComparison.Ordinal);
    }

    [Fact]
    public void Udp_has_two_states_and_one_has_no_name()
    {
        InetSocketRow bound = Rows.Tcp(TcpState.Close, "0.0.0.0", 53);
        InetSocketRow connected = Rows.Tcp(TcpState.Established, "::1", 5353, "::1", 53);

        Assert.Equal("udp        0      0 0.0.0.0:53              0.0.0.0:*                          \n", Print("-uan", rows => rows.WriteUdp(in bound, "udp"u8)));
        Assert.Equal("udp6       0      0 ::1:5353                ::1:53                  ESTABLISHED\n", Print("-uan", rows => rows.WriteUdp(in connected, "udp6"u8)));
    }

    [Fact]
    public void Names_of_ports_and_users_stand_for_numbers()
    {
        InetSocketRow row = Rows.Tcp(TcpState.Listen, "0.0.0.0", 22);
        row.Uid = 1000;

        Assert.Equal("tcp        0      0 0.0.0.0:ssh             0.0.0.0:*               LISTEN      operator   0         \n", Tcp("-tae", row));
        Assert.Equal("tcp        0      0 0.0.0.0:22              0.0.0.0:*               LISTEN      operator   0         \n", Tcp("-tae --numeric-ports", row));
        Assert.Equal("tcp        0      0 0.0.0.0:ssh             0.0.0.0:*               LISTEN      1000       0         \n", Tcp("-tae --numeric-users", row));
    }

    [Fact]
    public void The_name_of_a_host_is_cut_before_its_port_and_made_harmless()
    {
        InetSocketRow row = Rows.Tcp(TcpState.Established, "10.0.0.5", 22, "10.0.0.9", 51514);

        Assert.Equal("tcp        0      0 database.example.in:ssh \\x1b[31m:51514          ESTABLISHED\n", Tcp("-ta", row));
    }

    [Fact]
    public void As_objects_the_sockets_have_numbers_and_the_backlog()
    {
        InetSocketRow row = Rows.Tcp(TcpState.Listen, "::", 22, "::");
        (row.SendQueue, row.Inode) = (128, 7);

        Assert.Equal(
            "[\n{\"protocol\":\"tcp6\",\"receive_queue\":0,\"backlog\":128,\"local_address\":\"::\",\"local_port\":22,\"remote_address\":\"::\",\"remote_port\":0,"
            + "\"state\":\"LISTEN\",\"uid\":0,\"inode\":7}\n]\n",
            Tcp("-tae --json", row));
    }

    [Fact]
    public void A_row_allocates_nothing()
    {
        InetSocketRow row = Rows.Tcp(TcpState.Established, "2001:db8:1234:5678:9abc:def0:1234:5678", 80, "::ffff:10.0.0.9", 51514);
        (row.Timer, row.TimerMilliseconds, row.Inode) = (TcpTimer.Keepalive, 7_000_000, 48213);
        Print("-tanpeo", rows =>
        {
            rows.WriteTcp(in row, users: null);
            long least = long.MaxValue;
            for (int round = 0; round < 5; round++)
            {
                // Seen once on a busy machine: something was allocated in one round.
                long before = GC.GetAllocatedBytesForCurrentThread();
                for (int i = 0; i < 2_000; i++)
                {
                    rows.WriteTcp(in row, users: null);
                }

                least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            }

            Assert.Equal(0, least);
        });
    }

    private static string Tcp(string flags, InetSocketRow row) => Print(flags, rows => rows.WriteTcp(in row, users: null));

    private static string Print(string flags, Action<InternetRows> write)
    {
        var request = new NetstatRequest();
        Assert.Empty(ArgumentReader.Read(flags.Split(' '), request));
        using var etc = new EtcFolder(services: "ssh\t22/tcp\n", passwd: "operator:x:1000:1000::/:/bin/sh\n", hosts: "10.0.0.5 database.example.internal\n10.0.0.9 \u001b[31m\n");
        using var printed = new MemoryStream(4 * 1024 * 1024);
        var output = new NetstatOutput(printed.Write, request.Json, CancellationToken.None);
        using var programs = new SocketPrograms("/proc");
        write(new InternetRows(new NetstatContext
        {
            Request = request,
            Kernel = new LiveKernel("/proc"),
            Output = output,
            Names = etc.Names,
            Programs = programs,
            Error = TextWriter.Null,
        }));
        output.EndRound();
        return Encoding.UTF8.GetString(printed.ToArray());
    }
}
