using SocketExporter.EndToEnd.Tests.Live;
using SocketExporter.EndToEnd.Tests.Pages;

namespace SocketExporter.EndToEnd.Tests;

/// <summary>Every state and every kind of socket at once: each family says the truth, and what ss prints, and nothing else.</summary>
public sealed class PopulationTests : IClassFixture<EverythingPage>
{
    private readonly EverythingPage _everything;

    public PopulationTests(EverythingPage everything)
    {
        _everything = everything;
    }

    public static TheoryData<string> Families => [.. Expected.Families];

    [LiveTheory]
    [MemberData(nameof(Families))]
    public void Every_number_of_a_family_equals_the_truth(string family)
    {
        Assert.Contains(_everything.Truth.Values, pair => pair.Key.StartsWith(family + "{", StringComparison.Ordinal) && pair.Value > 0);
        Same.Nothing(_everything.Truth.Differences(_everything.Page, [family]));
    }

    [LiveTheory]
    [MemberData(nameof(Families))]
    public void Every_number_of_a_family_equals_what_ss_prints(string family)
    {
        string differences = _everything.Printed.Differences(_everything.Page, [family]);
        // ss does not list the half-made unix sockets in a listener's queue.
        Same.Nothing(differences == "socket_unix_sockets{kind=stream,state=connecting}: truth 0, page 2" ? "" : differences);
    }

    [LiveFact]
    public void Each_listener_has_one_info_series_with_its_scope()
    {
        IReadOnlyList<Series> info = _everything.Page.Family("socket_listener_info");
        Assert.All(info, series => Assert.Equal(1, series.Value));
        Assert.Equal("loopback", Scope("tcp", "[::1]", "8002"));
        Assert.Equal("any", Scope("tcp", "0.0.0.0", "8001"));
        Assert.Equal("any", Scope("tcp", "*", "8003"));
        Assert.Equal("any", Scope("tcp", "0.0.0.0", "8018"));
        Assert.Equal("any", Scope("udp", "0.0.0.0", "5300"));
        // 18 TCP listeners, of which a group of 3 sockets is one, and 2 bound UDP sockets.
        Assert.Equal(18, info.Count(series => series.Labels["protocol"] == "tcp"));
        Assert.Equal(2, info.Count(series => series.Labels["protocol"] == "udp"));

        string Scope(string protocol, string address, string port)
        {
            Series one = Assert.Single(info, series => series.Has(("protocol", protocol), ("address", address), ("port", port)));
            Assert.Equal("lab-all", one.Labels["process"]);
            return one.Labels["scope"];
        }
    }

    [LiveFact]
    public void An_ephemeral_port_is_no_label_value()
    {
        IEnumerable<string> ports = _everything.Page.All.Where(series => series.Labels.ContainsKey("port")).Select(series => series.Labels["port"]);
        Assert.NotEmpty(ports);
        Assert.All(ports, port => Assert.False(int.TryParse(port, out int number) && number is >= 32768 and <= 60999, port));
    }

    [LiveFact]
    public void Sockets_by_protocol_count_every_full_socket()
    {
        // TIME_WAIT, the FIN_WAIT2 without a descriptor and SYN_RECV are no full sockets: 9 + 2 + 2 of the TCP ones.
        double tcp = _everything.Truth.Values.Where(pair => pair.Key.StartsWith("socket_tcp_sockets{", StringComparison.Ordinal)).Sum(pair => pair.Value);
        Assert.Equal(tcp - 13, _everything.Page.Get("socket_sockets", ("protocol", "tcp")));
        Assert.Equal(4, _everything.Page.Get("socket_sockets", ("protocol", "udp")));
    }
}
