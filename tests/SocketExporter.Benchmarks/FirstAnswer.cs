using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SocketExporter.Benchmarks;

/// <summary>Starts a daemon and asks it for its page until it answers 200.</summary>
internal static class FirstAnswer
{
    private const int MaxSeconds = 30;

    /// <returns>From before the process is made to the status line of the first 200. Milliseconds.</returns>
    /// <exception cref="TimeoutException">It did not answer.</exception>
    public static double Milliseconds(IPEndPoint at, string path, string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        byte[] request = Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {at}\r\nConnection: close\r\n\r\n");
        long before = Stopwatch.GetTimestamp();
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        try
        {
            while (!AnswersOk(at, request))
            {
                if (process.HasExited || Stopwatch.GetElapsedTime(before).TotalSeconds > MaxSeconds)
                {
                    throw new TimeoutException($"{program} did not answer 200: {process.StandardError.ReadToEnd()}");
                }

                Thread.Sleep(TimeSpan.FromMicroseconds(200)); // the resolution of what is measured, and the program needs the processor
            }

            return Stopwatch.GetElapsedTime(before).TotalMilliseconds;
        }
        finally
        {
            process.Kill();
            process.WaitForExit();
        }
    }

    private static bool AnswersOk(IPEndPoint at, byte[] request)
    {
        Span<byte> status = stackalloc byte[12];
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(at);
            socket.Send(request);
            int got = 0;
            while (got < status.Length)
            {
                int more = socket.Receive(status[got..]);
                if (more == 0)
                {
                    return false;
                }

                got += more;
            }

            return status.SequenceEqual("HTTP/1.1 200"u8);
        }
        catch (SocketException)
        {
            return false; // nobody listens yet
        }
    }
}
