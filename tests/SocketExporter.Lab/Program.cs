using System.Text.Json;
using SocketExporter.Lab;

// Makes populations of sockets whose numbers are known, in the network namespace it is started in, and holds them still, all but what the scenario
// churn makes. Each line of standard input is further scenarios; each is answered by one line of JSON, the whole truth. The end of standard input ends
// the process.
var population = new Population();
var tcp = new TcpScenarios(population);
var listeners = new ListenerScenarios(population);
var udp = new UdpScenarios(population);
var unix = new UnixScenarios(population);
var churn = new ConnectionChurn();
var byName = new Dictionary<string, Action<Scenario>>(StringComparer.Ordinal)
{
    ["established"] = tcp.Established,
    ["half-closed"] = tcp.HalfClosed,
    ["time-wait"] = tcp.TimeWait,
    ["time-wait-storm"] = tcp.TimeWaitStorm,
    ["syn-sent"] = tcp.SynSent,
    ["fin-wait1"] = tcp.FinWait1,
    ["closing"] = tcp.Closing,
    ["last-ack"] = tcp.LastAck,
    ["listener"] = listeners.Listener,
    ["reuseport"] = listeners.ReusePort,
    ["syn-recv"] = listeners.SynRecv,
    ["udp"] = udp.Udp,
    ["udp-bound"] = udp.Bound,
    ["unix-listener"] = unix.Listener,
    ["unix-pairs"] = unix.Pairs,
    ["unix-unconnected"] = unix.Unconnected,
    ["rename"] = Rename,
    ["churn"] = churn.Churn,
    ["close-listeners"] = scenario => population.CloseListeners(scenario.Text("key")),
    ["close"] = scenario => population.Close(scenario.Text("key")),
};

try
{
    Run(args);
    while (Console.In.ReadLine() is { } line)
    {
        Run(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    return 0;
}
catch (Exception exception) when (exception is ArgumentException or FormatException or InvalidOperationException or TimeoutException)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}

// Names this process: any bytes but zero, hex=…; the kernel keeps 15 of them.
static void Rename(Scenario scenario)
{
    byte[] name = [.. Convert.FromHexString(scenario.Text("hex")), 0];
    if (LibC.Prctl(LibC.PR_SET_NAME, name) != 0)
    {
        throw new InvalidOperationException("prctl PR_SET_NAME failed");
    }
}

void Run(string[] words)
{
    foreach (Scenario scenario in Scenario.Parse(words))
    {
        if (!byName.TryGetValue(scenario.Name, out Action<Scenario>? make))
        {
            throw new ArgumentException($"'{scenario.Name}' is no scenario; known: {string.Join(", ", byName.Keys)}");
        }

        make(scenario);
        scenario.RefuseUnread();
    }

    // Loopback delivers in a soft interrupt: what the last call has caused is done when it has run.
    Thread.Sleep(50);
    Console.Out.WriteLine(JsonSerializer.Serialize(population.Truth() with { Churn = churn.Truth() }, TruthJson.Default.Truth));
    Console.Out.Flush();
}
