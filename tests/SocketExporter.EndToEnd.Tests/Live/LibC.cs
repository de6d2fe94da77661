using System.Runtime.InteropServices;

namespace SocketExporter.EndToEnd.Tests.Live;

internal static partial class LibC
{
    public const int CLONE_NEWNET = 0x40000000;
    public const int SIGTERM = 15;

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    public static partial int SetNamespace(int descriptor, int kind);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    public static partial int Kill(int processId, int signal);
}
