namespace SocketExporter.Kernel.Io;

/// <summary>The error numbers that decide something here. Source: asm-generic/errno-base.h, errno.h.</summary>
internal static class Errno
{
    public const int Eperm = 1;
    public const int Enoent = 2;
    public const int Esrch = 3;
    public const int Eintr = 4;
    public const int Eagain = 11;
    public const int Eacces = 13;
    public const int Enotdir = 20;
    public const int Eisdir = 21;
    public const int Einval = 22;
    public const int Enfile = 23;
    public const int Emfile = 24;
    public const int Enospc = 28;
    public const int Espipe = 29;
    public const int Epipe = 32;
    public const int Eloop = 40;
    public const int Eprotonosupport = 93;
    public const int Eopnotsupp = 95;
    public const int Enobufs = 105;

    public static string Describe(int errno) => errno switch
    {
        Eperm => "operation not permitted (EPERM)",
        Enoent => "not there (ENOENT)",
        Esrch => "no such process (ESRCH)",
        Eacces => "permission denied (EACCES)",
        Eagain => "no answer in time (EAGAIN)",
        Enotdir => "below a file, expected a directory (ENOTDIR)",
        Eisdir => "a directory, expected a file (EISDIR)",
        Enospc => "no space left on the device (ENOSPC)",
        Espipe => "a pipe or a socket, expected a file (ESPIPE)",
        Eloop => "links that lead in a circle (ELOOP)",
        Einval => "invalid argument (EINVAL)",
        Enfile => "the host is out of file handles (ENFILE)",
        Emfile => "this process is out of file descriptors (EMFILE)",
        Eprotonosupport => "this kernel does not know the protocol (EPROTONOSUPPORT)",
        Enobufs => "the kernel ran out of buffer space (ENOBUFS)",
        _ => $"errno {errno}",
    };
}
