using SocketExporter.EndToEnd.Tests.Live;
using SocketExporter.EndToEnd.Tests.Pages;
using SocketExporter.EndToEnd.Tests.Soak;

namespace SocketExporter.EndToEnd.Tests;

/// <summary>
/// Traffic that looks like trouble and is none, under the shipped alerts. In an ordinary run for half a minute in which minutes of the alerts are seconds; with CALM_DURATION for as long as it says with
/// alerts and settings as they are shipped: <c>tests/calm.sh 10m</c>.
/// </summary>
public sealed class FalseAlarmTests
{
    private const string Variable = "CALM_DURATION";

    [LiveFact("prometheus", "prometheus-alertmanager")]
    public void Nothing_harmless_is_called_stuck_leaking_or_gone()
    {
        TimeSpan? asked = Environment.GetEnvironmentVariable(Variable) is { } text ? SoakDuration.Parse(text, Variable) : null;
        using var host = new AlertingNamespace(isAccelerated: asked is null, $"--listeners.expected=tcp/{HarmlessTraffic.Restart}");

        // Of the shipped alerts a burst may fill the queue; where the peak of ten seconds is looked at for five, it may not come near.
        using var traffic = new HarmlessTraffic(
            host.Space,
            burst: asked is null ? HarmlessTraffic.BurstBacklog / 2 : HarmlessTraffic.BurstBacklog - 8,
            every: asked is null ? TimeSpan.FromSeconds(5) : TimeSpan.FromSeconds(150));
        DateTime end = DateTime.UtcNow + (asked ?? TimeSpan.FromSeconds(30));
        double queued = 0;
        int looks = 0;
        do
        {
            MetricsPage page = host.Exporter.NextPage();
            Assert.Equal(0, page.Sum("socket_tcp_receive_stuck_connections"));
            Assert.Equal(page.Sum("socket_tcp_send_stuck_connections", ("port", $"{HarmlessTraffic.SlowReader}"), ("reason", "zero_window")), page.Sum("socket_tcp_send_stuck_connections"));
            Assert.Equal(0, page.Sum("socket_tcp_close_wait_unaccepted_connections"));
            Assert.Equal(0, page.Sum("socket_tcp_listener_drops_total"));
            Assert.Equal(0, page.Sum("socket_tcp_idle_without_keepalive_connections", ("port", $"{HarmlessTraffic.IdleWithKeepAlive}")));
            queued += page.Get("socket_tcp_receive_queue_bytes", ("direction", "inbound"), ("port", $"{HarmlessTraffic.Busy}"));
            looks++;
        }
        while (DateTime.UtcNow < end);

        // The slow reader's sender waits for a window as long as this lasts: true, and the reader's matter.
        host.AssertNothingBut("SocketSendQueueZeroWindow");

        // And it was there, all of it.
        MetricsPage last = host.Exporter.NextPage();
        Assert.Equal(HarmlessTraffic.Pooled, last.Get("socket_tcp_connections", ("direction", "outbound"), ("port", $"{HarmlessTraffic.Pool}"), ("state", "close_wait")));
        Assert.Equal(HarmlessTraffic.Notified, last.Sum("socket_tcp_close_wait_unread_connections"));
        Assert.True(last.Sum("socket_listeners_opened_total", ("protocol", "tcp")) > 1, "no restart was seen");
        Assert.True(traffic is { Bursts: > 1, Restarts: > 1, BusyBytes: > 1_000_000 }, $"bursts {traffic.Bursts}, restarts {traffic.Restarts}, busy bytes {traffic.BusyBytes}");
        Assert.True(queued > 0 && looks > 3, $"{looks} looks found {queued} bytes on the busy connection");
    }
}
