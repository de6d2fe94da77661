using System.Buffers;

namespace SocketExporter.Kernel.Processes;

/// <summary>
/// What the path of a control group says of those in it: the names that systemd, container runtimes and Kubernetes give to directories. Pure.
/// </summary>
/// <param name="Unit">
/// The unit of the host's systemd, as systemd spells it; null outside of units, and for the scope that a runtime makes for a container, which has its
/// container's id and no name.
/// </param>
/// <param name="ContainerId">64 hexadecimal digits; null outside of containers.</param>
/// <param name="PodUid">Of Kubernetes, in its usual spelling with hyphens; null outside of pods.</param>
public readonly record struct ControlGroupOwner(string? Unit, string? ContainerId, string? PodUid)
{
    private const int ContainerDigits = 64;
    private const int PodDigits = 32;
    private const string Above = "..";
    private const string UserManager = "user@";
    private const string Service = ".service";
    private const string Scope = ".scope";
    private const string Slice = ".slice";

    private static readonly SearchValues<char> LowerHexadecimal = SearchValues.Create("0123456789abcdef");

    /// <summary>Types of units that have processes; slices have none.</summary>
    private static readonly string[] UnitTypes = [Service, Scope, ".socket", ".mount", ".swap"];

    /// <param name="path">
    /// From the root of the hierarchy: "/system.slice/nginx.service". Or, where the reader is in a control group namespace of its own, from its root: "/../nginx.service"; what both have in
    /// common is then not said, kubepods perhaps.
    /// </param>
    public static ControlGroupOwner Parse(string path)
    {
        string? container = null;
        string? pod = null;
        string[] elements = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        bool isInKubernetes = elements is [Above, ..];
        elements = [.. elements.Where(static element => element != Above)];
        bool isOfUser = false;
        foreach (string element in elements)
        {
            // What a user's own manager has below it that user has made, and could give it the name of any pod.
            isOfUser |= element.StartsWith(UserManager, StringComparison.Ordinal) && IsUnitName(element, Service);
            isInKubernetes |= element.Contains("kubepods", StringComparison.Ordinal);
            if (pod is null && !isOfUser && isInKubernetes && PodOf(element) is { } uid)
            {
                // What is around the pod (a node that is a container itself) is not what Kubernetes calls it by.
                pod = uid;
                container = null;
            }

            container ??= ContainerOf(element);
        }

        return new ControlGroupOwner(UnitOf(elements), container, pod);
    }

    /// <summary>
    /// As sd_pid_get_unit finds it: the first element behind the slices. Of a user's own manager that is user@1000.service, whatever that has started. The kubelet's pods stand in
    /// slices of their own: whatever scope is in them is the runtime's.
    /// </summary>
    private static string? UnitOf(string[] elements)
    {
        string? first = elements.FirstOrDefault(static element => !IsUnitName(element, Slice));
        if (first is null || ContainerOf(first) is not null || IsOfKubernetes(first, elements))
        {
            return null;
        }

        // A leading underscore guards names that the kernel would take for files of its own.
        string name = first.StartsWith('_') ? first[1..] : first;
        return Array.Exists(UnitTypes, type => IsUnitName(name, type)) ? name : null;
    }

    private static bool IsOfKubernetes(string element, string[] elements)
        => elements.TakeWhile(before => before != element).Append(element).Any(static before => before.Contains("kubepods", StringComparison.Ordinal));

    private static bool IsUnitName(string element, string type)
    {
        if (element.Length <= type.Length || element.Length > 255 || !element.EndsWith(type, StringComparison.Ordinal))
        {
            return false;
        }

        foreach (char c in element)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not (':' or '-' or '_' or '.' or '\\' or '@'))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// "ID", "docker-ID.scope", "cri-containerd-ID.scope", "crio-ID.scope", "libpod-ID", "….slice:cri-containerd:ID"; not the monitor beside a container ("crio-conmon-ID.scope").
    /// </summary>
    private static string? ContainerOf(ReadOnlySpan<char> element)
    {
        element = element.EndsWith(Scope, StringComparison.Ordinal) ? element[..^Scope.Length] : element;
        if (element.Length < ContainerDigits)
        {
            return null;
        }

        ReadOnlySpan<char> id = element[^ContainerDigits..];
        ReadOnlySpan<char> before = element[..^ContainerDigits];
        return id.ContainsAnyExcept(LowerHexadecimal) || (before.Length > 0 && before[^1] is not ('-' or ':')) || before.EndsWith("conmon-", StringComparison.Ordinal)
            ? null
            : id.ToString();
    }

    /// <summary>"podUID", or with underscores for hyphens in "kubepods-burstable-podUID.slice". Of a static pod the uid has no hyphens.</summary>
    private static string? PodOf(ReadOnlySpan<char> element)
    {
        int start = element.LastIndexOf("pod", StringComparison.Ordinal);
        if (start < 0 || (start > 0 && element[start - 1] != '-'))
        {
            return null;
        }

        ReadOnlySpan<char> uid = element[(start + 3)..];
        int end = uid.IndexOf('.');
        uid = end < 0 ? uid : uid[..end];
        int digits = 0;
        foreach (char c in uid)
        {
            digits += char.IsAsciiHexDigitLower(c) ? 1 : 0;
            if (!char.IsAsciiHexDigitLower(c) && c is not ('-' or '_'))
            {
                return null;
            }
        }

        return digits == PodDigits && uid.Length <= PodDigits + 4 ? uid.ToString().Replace('_', '-') : null;
    }
}
