namespace SocketExporter.Sampling;

/// <summary>
/// Interfaces that container engines, hypervisors and network plugins make by the hundred: one for each container or machine, with names that never come again.
/// They are summed as <c>&lt;other&gt;</c>.
/// </summary>
internal static class InterfaceFilter
{
    private static readonly string[] Prefixes = ["veth", "cali", "lxc", "cilium_", "tap", "vnet", "br-", "docker", "kube-ipvs", "nodelocaldns"];

    public static bool IsFolded(string name)
    {
        foreach (string prefix in Prefixes)
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
