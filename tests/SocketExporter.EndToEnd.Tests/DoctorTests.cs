using SocketExporter.EndToEnd.Tests.Live;
using SocketExporter.EndToEnd.Tests.Pages;

namespace SocketExporter.EndToEnd.Tests;

/// <summary>What the doctor says, and the metric with it. In pid namespaces of their own, so that it is known what is to be seen.</summary>
public sealed class DoctorTests
{
    [LiveFact("unshare")]
    public void Root_sees_everything()
    {
        using var space = new Namespace();
        Finished run = space.Finish("unshare", [.. OwnProcesses, $"sleep 30 & exec {ExporterProcess.Binary} doctor"]);
        Assert.Equal("", run.Errors);
        Assert.Contains("  processes             full: which process owns a socket\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("\n  network namespace     not the host's: ", run.Output, StringComparison.Ordinal);
        string absent = Absent(space);
        Assert.EndsWith($"\nEverything can be seen.{(absent.Length == 0 ? "" : " Of 14 features ")}{absent}\n", run.Output, StringComparison.Ordinal);
        Assert.Equal(0, run.ExitCode);
    }

    [LiveFact("unshare", "setpriv")]
    public void A_user_without_capabilities_is_told_which_ones_are_missing()
    {
        using var space = new Namespace();
        string exporter = space.CopyOfExporterForAll();
        Finished run = space.Finish("unshare", [.. OwnProcesses, $"sleep 30 & exec {Unprivileged} --bounding-set=-all --inh-caps=-all {exporter} doctor"]);
        Assert.Contains("\n  user                  uid 65534, gid 65534\n  capabilities          none\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("  processes             none: which process owns a socket\n", run.Output, StringComparison.Ordinal);
        Assert.Contains(" mend: it lacks CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH\n", run.Output, StringComparison.Ordinal);
        string absent = Absent(space);
        Assert.EndsWith($"\n1 of 14 features is limited{(absent.Length == 0 ? "." : "; ")}{absent}\n", run.Output, StringComparison.Ordinal);
        Assert.Equal(1, run.ExitCode);
    }

    [LiveTheory("unshare", "setpriv")]
    [InlineData("", "none")]
    [InlineData("sys_ptrace", "none")]
    [InlineData("sys_ptrace,dac_read_search", "full")]
    public void Another_user_needs_both_capabilities(string capabilities, string level)
        => Assert.Equal(level, LevelOfProcesses(Unprivileged + Given(capabilities)));

    [LiveTheory("unshare", "setpriv")]
    [InlineData("sys_ptrace", "partial")]
    [InlineData("sys_ptrace,dac_read_search", "full")]
    public void Root_needs_both_for_the_processes_of_others(string capabilities, string level)
        => Assert.Equal(level, LevelOfProcesses("setpriv --bounding-set=-all" + string.Concat(capabilities.Split(',').Select(name => ",+" + name))));

    /// <summary>What this kernel does not have is what the page says, to root, of all features but the one that privileges decide.</summary>
    private static string Absent(Namespace space)
    {
        int count = space.Once().Family("socket_exporter_capability").Count(static series => series.Value == 1 && !series.Has(("level", "full")) && !series.Has(("feature", "processes")));
        return count == 0 ? "" : FormattableString.Invariant($"{count} {(count == 1 ? "is" : "are")} not in this kernel, nothing is lost by that.");
    }

    private static string[] OwnProcesses => ["--pid", "--fork", "--mount-proc", "sh", "-c"];

    private static string Unprivileged => "setpriv --reuid=65534 --regid=65534 --clear-groups";

    private static string Given(string capabilities)
    {
        string set = "-all" + string.Concat(capabilities.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(name => ",+" + name));
        return $" --inh-caps={set} --ambient-caps={set}";
    }

    /// <summary>As seen beside a process of root and one of uid 1000.</summary>
    private static string LevelOfProcesses(string wrapper)
    {
        using var space = new Namespace();
        string exporter = space.CopyOfExporterForAll();
        string others = "sleep 30 & setpriv --reuid=1000 --regid=1000 --clear-groups sleep 30 & sleep 0.2";
        MetricsPage page = MetricsPage.Parse(space.Run("unshare", [.. OwnProcesses, $"{others}; exec {wrapper} {exporter} once"]));
        string[] levels = ["full", "partial", "none"];
        return Assert.Single(levels, level => page.Get("socket_exporter_capability", ("feature", "processes"), ("level", level)) == 1);
    }
}
