using System.Text;
using SocketExporter.Kernel.Io;

namespace SocketExporter.Kernel.Processes;

/// <summary>Where this process runs and with what rights: what decides how much of the host it can see. Read once, for a report.</summary>
public sealed record Surroundings
{
    public required OwnStatus Status { get; init; }

    public required MountTable Mounts { get; init; }

    /// <summary>uname -r.</summary>
    public required string KernelRelease { get; init; }

    /// <summary>Name of process 1 of the pid namespace that procfs shows.</summary>
    public required string FirstProcess { get; init; }

    /// <summary>Whether this process is in the pid namespace that the kernel started with.</summary>
    public required bool IsInitialPidNamespace { get; init; }

    /// <summary>Whether this thread is in the network namespace that the kernel started with.</summary>
    public required bool IsInitialNetworkNamespace { get; init; }

    /// <summary>Whether uids here are the host's: capabilities of another user namespace count for nothing outside of it.</summary>
    public required bool IsInitialUserNamespace { get; init; }

    /// <summary>Whether this network namespace has IPv6 and it is not switched off.</summary>
    public required bool IsIpv6On { get; init; }

    /// <param name="procPath">Where procfs is mounted, usually /proc.</param>
    /// <exception cref="KernelReadException">A file can't be read or is not what it should be.</exception>
    public static Surroundings Read(string procPath)
    {
        string path = procPath.Length > 1 ? procPath.TrimEnd('/') : procPath;
        return new Surroundings
        {
            Status = OwnStatus.Parse(Required($"{path}/self/status")),
            Mounts = MountTable.Parse(Required($"{path}/self/mountinfo"), path),
            KernelRelease = Text(Required($"{path}/sys/kernel/osrelease")),
            FirstProcess = Optional($"{path}/1/comm") is { } name ? Text(name) : "not visible",
            // PROC_PID_INIT_INO and PROC_USER_INIT_INO of include/linux/proc_ns.h: constant since 3.8.
            IsInitialPidNamespace = IsNamespace($"{path}/self/ns/pid", "pid:[4026531836]"),
            IsInitialUserNamespace = IsNamespace($"{path}/self/ns/user", "user:[4026531837]"),
            // The table of limits of all network namespaces is registered for the first alone (net/core/sysctl_net_core.c).
            IsInitialNetworkNamespace = Optional($"{path}/sys/net/core/netdev_max_backlog") is not null,
            IsIpv6On = Optional($"{path}/sys/net/ipv6/conf/all/disable_ipv6") is { } disabled && Text(disabled) == "0",
        };
    }

    private static string Text(byte[] text) => Encoding.UTF8.GetString(text).TrimEnd('\n');

    private static byte[] Required(string path)
    {
        using var file = new KernelFile(path);
        return file.Read().ToArray();
    }

    private static byte[]? Optional(string path)
    {
        using var file = new KernelFile(path);
        return file.TryReadIfPresent(out ReadOnlySpan<byte> text) ? text.ToArray() : null;
    }

    private static unsafe bool IsNamespace(string path, string initial)
    {
        byte* target = stackalloc byte[64];
        fixed (byte* link = Encoding.UTF8.GetBytes(path + "\0"))
        {
            nint length = LibC.ReadLinkAt(LibC.AtFdcwd, link, target, 64);
            return length < 0
                ? throw new KernelReadException(path, LibC.LastError)
                : Encoding.UTF8.GetString(target, (int)length) == initial;
        }
    }
}
