using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using SocketExporter.EndToEnd.Tests.Pages;

namespace SocketExporter.EndToEnd.Tests.Live;

/// <summary>A network namespace of one test, and every process that the test starts in it. Disposal ends the processes and removes the namespace.</summary>
internal sealed class Namespace : IDisposable
{
    private static int _made;

    private readonly List<Process> _processes = [];

    public Namespace()
    {
        Name = $"sx-{Environment.ProcessId}-{Interlocked.Increment(ref _made)}";
        Folder = MadeFolder();
        Tool.Run("ip", "netns", "add", Name);
        Tool.Run("ip", "-n", Name, "link", "set", "lo", "up");
    }

    public string Name { get; }

    /// <summary>For files of the test: configurations, unix sockets, data.</summary>
    public string Folder { get; }

    /// <summary>Its name holds no hexadecimal digit: a run of four would be "*" in the paths of the page, and a path that chance writes would differ from the one that ss prints.</summary>
    private static string MadeFolder()
    {
        string path = Path.Combine(Path.GetTempPath(), $"sx-{RandomNumberGenerator.GetString("ghijklmnopqrstuvwxyz", 12)}");
        return Directory.CreateDirectory(path).FullName;
    }

    /// <summary>Runs on a thread of its own inside the namespace: processes and sockets made there belong to it, and the thread ends there.</summary>
    public T Inside<T>(Func<T> action)
    {
        T? result = default;
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                using SafeFileHandle file = File.OpenHandle($"/run/netns/{Name}");
                if (LibC.SetNamespace((int)file.DangerousGetHandle(), LibC.CLONE_NEWNET) != 0)
                {
                    throw new InvalidOperationException($"cannot enter {Name}");
                }

                result = action();
            }
            catch (Exception exception)
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result!;
    }

    /// <summary>A process that stays until the namespace is disposed of, unless it ends before.</summary>
    public Process Start(string file, params string[] arguments)
    {
        Process process = Inside(() => Tool.Start(file, arguments));
        _processes.Add(process);
        return process;
    }

    public Finished Finish(string file, params string[] arguments) => Tool.Finish(Inside(() => Tool.Start(file, arguments)));

    public string Run(string file, params string[] arguments) => Finish(file, arguments).OutputOrThrow(file);

    /// <summary>A lab whose process name is <paramref name="name"/>.</summary>
    /// <param name="wrapper">What starts it: unshare and its flags.</param>
    public LabProcess Lab(string name, string scenarios, params string[] wrapper)
    {
        // The kernel names a process after the file that was executed, and the link's name is taken.
        string link = Path.Combine(Folder, name);
        if (!File.Exists(link))
        {
            File.CreateSymbolicLink(link, Path.Combine(AppContext.BaseDirectory, "SocketExporter.Lab"));
        }

        string[] command = [.. wrapper, link, .. scenarios.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        return new LabProcess(Start(command[0], command[1..]));
    }

    /// <summary>The page of one sample, by a process that has no sockets but its own netlink ones.</summary>
    public MetricsPage Once(params string[] flags) => MetricsPage.Parse(Run(ExporterProcess.Binary, ["once", .. flags]));

    public ExporterProcess Serve(params string[] flags) => new(this, flags, ExporterProcess.Binary, []);

    /// <summary>The program where every user may execute it: the folder it was built in may be closed to others.</summary>
    public string CopyOfExporterForAll()
    {
        string folder = Path.Combine(Folder, "exporter");
        Tool.Run("cp", "-r", Path.GetDirectoryName(ExporterProcess.Binary)!, folder);
        Tool.Run("chmod", "-R", "a+rX", Folder);
        return Path.Combine(folder, Path.GetFileName(ExporterProcess.Binary));
    }

    /// <summary>A connection to a loopback address of the namespace, from outside of it.</summary>
    public Socket Connect(int port)
    {
        Socket socket = Inside(() => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        try
        {
            socket.Connect(IPAddress.Loopback, port);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public HttpClient Http(int port) => new(new SocketsHttpHandler
    {
        // One connection that stays: the client's own sockets are then two, known ones.
        MaxConnectionsPerServer = 1,
        PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
        UseProxy = false,
        ConnectCallback = (_, _) => new ValueTask<Stream>(new NetworkStream(Connect(port), ownsSocket: true)),
    })
    {
        BaseAddress = new Uri($"http://127.0.0.1:{port}/"),
        Timeout = TimeSpan.FromSeconds(20),
    };

    public void Dispose()
    {
        foreach (Process process in _processes)
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
                process.WaitForExit();
            }

            process.Dispose();
        }

        Tool.Run("ip", "netns", "del", Name);
        Directory.Delete(Folder, recursive: true);
    }
}
