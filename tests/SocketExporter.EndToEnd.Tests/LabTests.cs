using SocketExporter.EndToEnd.Tests.Live;
using SocketExporter.EndToEnd.Tests.Oracles;

namespace SocketExporter.EndToEnd.Tests;

/// <summary>The lab itself, without the exporter: a truth that ss does not confirm proves nothing.</summary>
public sealed class LabTests
{
    [LiveFact]
    public void What_the_lab_says_is_what_ss_prints()
    {
        using var space = new Namespace();
        LabProcess lab = space.Lab("lab-all", Everything.Scenarios(space.Folder));
        var truth = Expected.Of(lab.Truth);
        var printed = Expected.Of(Ss.Read(space));

        // ss does not list the half-made unix sockets in a listener's queue.
        Assert.Equal(
            "socket_unix_sockets{kind=stream,state=connecting}: truth 2, ss 0",
            truth.Differences(printed, Expected.Families, "ss"));
        Assert.Equal(lab.Truth.Listeners.Sum(listener => listener.Sockets), Ss.Read(space).Sum(process => process.Listeners.Sum(listener => listener.Sockets)));
    }

    [LiveFact]
    public void A_difference_of_one_socket_is_told()
    {
        using var space = new Namespace();
        LabProcess lab = space.Lab("lab-one", "established family=ipv4 port=8080 count=3");
        var truth = Expected.Of(lab.Truth);
        lab.Do("established family=ipv4 port=8081 count=1");
        string told = truth.Differences(Expected.Of(Ss.Read(space)), ["socket_tcp_sockets"], "ss");
        Assert.Equal(
            "socket_tcp_sockets{family=ipv4,state=established}: truth 6, ss 8\nsocket_tcp_sockets{family=ipv4,state=listen}: truth 1, ss 2",
            told);
    }

    [LiveFact]
    public void A_closed_group_leaves_nothing_behind()
    {
        using var space = new Namespace();
        LabProcess lab = space.Lab("lab-gone", "established family=ipv4 port=8080 count=3 listener family=ipv6 port=8081 waiting=2");
        lab.Do("close key=8080 close key=8081");
        Assert.Empty(lab.Truth.Tcp);
        Wait.Until("ss to print nothing", () => space.Run("ss", "-Htan").Length == 0);
    }
}
