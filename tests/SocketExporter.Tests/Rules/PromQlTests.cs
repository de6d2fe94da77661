namespace SocketExporter.Tests.Rules;

public sealed class PromQlTests
{
    [Theory]
    [InlineData("""sum by (direction, port) (socket_tcp_connections{instance=~"$instance",state="established"}) > 0""")]
    [InlineData("rate(socket_tcp_listener_drops_total[5m]) > 0.1 # drops, no_metric")]
    [InlineData("socket_tcp_send_stuck_oldest_seconds and on (job, instance, direction, port) socket_tcp_connections unless socket_file_handles offset 5m")]
    [InlineData("""socket_file_handles / on (job) group_left () socket_file_handles_limit{instance!="no_metric{}"} * 1e3""")]
    [InlineData("rate(socket_netstat_tcp_retranssegs_total[5m]) / rate(process_cpu_seconds_total[5m])")]
    [InlineData("up == 0 and on (job, instance) last_over_time(socket_exporter_build_info[1d])")]
    public void What_the_program_publishes_is_no_complaint(string expression) => Assert.Empty(PromQl.Complaints(expression));

    [Theory]
    [InlineData("sum(socket_tcp_conections) + 1", "no metric socket_tcp_conections")]
    [InlineData("ups == 0", "no metric ups")]
    [InlineData("""socket_tcp_connections{family="ipv4"}""", "socket_tcp_connections has no label family")]
    [InlineData("""socket_tcp_connections{port="80", process!~"a\"}b"}""", "socket_tcp_connections has no label process")]
    [InlineData("sum by (process) (socket_tcp_connections)", "no metric here has the label process")]
    [InlineData("socket_file_handles * on (inst) socket_file_handles", "no metric here has the label inst")]
    [InlineData("increase(socket_file_handles[5m])", "increase of socket_file_handles, which is no counter")]
    [InlineData("delta(socket_udp_drops_total[5m])", "delta of socket_udp_drops_total, which is a counter")]
    public void What_it_does_not_publish_is_named(string expression, string complaint) => Assert.Equal([complaint], PromQl.Complaints(expression));
}
