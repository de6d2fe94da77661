using SocketExporter.Kernel.Processes;
using SocketExporter.Snapshots;

namespace SocketExporter.Cli;

/// <summary>What would let this process see the open files of more processes, by what it lacks.</summary>
internal static class ProcessMends
{
    public static IReadOnlyList<string> Of(Surroundings surroundings, ProcessSight sight)
    {
        var mends = new List<string>();
        CapabilitySet has = surroundings.Status.Effective;
        string[] lacks = [.. Lacks(has)];
        if (lacks.Length > 0)
        {
            mends.Add("it lacks " + string.Join(" and ", lacks.Select(static name => "CAP_" + name)));
            mends.Add("systemd: AmbientCapabilities=CAP_SYS_PTRACE CAP_DAC_READ_SEARCH");
            mends.Add("container: --user 0:0 --cap-drop ALL --cap-add SYS_PTRACE --cap-add DAC_READ_SEARCH");
        }

        if (sight.KernelThreads == 0 && !surroundings.IsInitialPidNamespace)
        {
            mends.Add("container: --pid host (Kubernetes: hostPID: true)");
        }
        else if (sight.KernelThreads == 0 && surroundings.Mounts.HidePid is null)
        {
            mends.Add("--path.procfs: mount the host's procfs there; this one shows another pid namespace");
        }

        if (surroundings.Mounts.HidePid is { } value && !has.MayTrace)
        {
            mends.Add($"procfs is mounted with hidepid={value}: CAP_SYS_PTRACE, the group of its gid= option, or hidepid=off shows the processes of other users");
        }

        if (lacks.Length == 0 && sight.Denied > 0)
        {
            mends.Add(surroundings.IsInitialUserNamespace
                ? "the capabilities are there; a security module denies it (Docker's AppArmor profile: --security-opt apparmor=unconfined); see the host's audit log"
                : "the capabilities are there, in a user namespace that is not the host's: run it without user namespace (rootful container)");
        }

        return mends;
    }

    private static IEnumerable<string> Lacks(CapabilitySet has)
    {
        if (!has.MayTrace)
        {
            yield return "SYS_PTRACE";
        }

        if (!has.MayReadAnyDirectory)
        {
            yield return "DAC_READ_SEARCH";
        }
    }
}
