using System.Text.Json;
using SocketExporter.Kernel.Sockets;

namespace SocketExporter.Netstat;

/// <summary>The column of -o: "keepalive (7180.23/0/0)" is the timer, its seconds left, retransmissions and probes so far.</summary>
internal static class TimerText
{
    public static void Write(NetstatOutput output, in InetSocketRow row)
    {
        output.Write(row.Timer switch
        {
            TcpTimer.None => "off"u8,
            TcpTimer.Retransmit => "on"u8,
            TcpTimer.Keepalive => "keepalive"u8,
            TcpTimer.TimeWait => "timewait"u8,
            TcpTimer.WindowProbe => "probe"u8,
            _ => "unkn-"u8,
        });
        if (row.Timer > TcpTimer.WindowProbe)
        {
            output.Write((long)row.Timer);
        }

        // Hundredths, cut and not rounded, as the kernel counts them for /proc.
        uint hundredths = row.Timer == TcpTimer.None ? 0 : row.TimerMilliseconds / 10;
        output.Write(" ("u8);
        output.Write(hundredths / 100);
        output.Write(hundredths % 100 < 10 ? ".0"u8 : "."u8);
        output.Write(hundredths % 100);
        output.Write("/"u8);
        output.Write(Retransmissions(in row));
        output.Write("/"u8);
        output.Write(Probes(in row));
        output.Write(")"u8);
    }

    public static void WriteJson(Utf8JsonWriter json, in InetSocketRow row)
    {
        if (row.Timer != TcpTimer.None)
        {
            json.WriteString("timer"u8, row.Timer switch
            {
                TcpTimer.Retransmit => "retransmit"u8,
                TcpTimer.Keepalive => "keepalive"u8,
                TcpTimer.TimeWait => "time_wait"u8,
                TcpTimer.WindowProbe => "probe"u8,
                _ => "unknown"u8,
            });
            json.WriteNumber("timer_seconds"u8, row.TimerMilliseconds / 1000.0);
        }

        json.WriteNumber("retransmissions"u8, Retransmissions(in row));
        json.WriteNumber("probes"u8, Probes(in row));
    }

    // What has no tcp_info (requests, TIME_WAIT) has only what its timer counts.
    private static int Retransmissions(in InetSocketRow row) => row.Retransmissions ?? (row.Timer == TcpTimer.Retransmit ? row.TimerCount : 0);

    private static int Probes(in InetSocketRow row) => row.Probes ?? (row.Timer is TcpTimer.Keepalive or TcpTimer.WindowProbe ? row.TimerCount : 0);
}
