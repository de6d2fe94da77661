using System.Runtime.InteropServices;
using SocketExporter.Kernel.Processes;

namespace SocketExporter.Kernel.Tests.Processes;

/// <summary>The table as uid 65534 sees it. Capabilities belong to a thread: one thread gives them up and ends.</summary>
public sealed partial class UnprivilegedTests
{
    private const int PrSetDumpable = 4;

    [RootFact]
    public void Without_privileges_all_processes_are_seen_with_name_and_number_of_files_and_those_of_others_are_denied()
    {
        int privileged = SeenFrom(dropPrivileges: false, out _, out ProcessInfo first);
        int unprivileged = SeenFrom(dropPrivileges: true, out ProcessVisibility visibility, out ProcessInfo firstUnprivileged);
        Assert.InRange(unprivileged, privileged - 20, privileged + 20);
        Assert.InRange(visibility.Denied, 1, unprivileged);
        Assert.Equal(visibility.Seen, visibility.Readable + visibility.Denied);
        Assert.Equal(1, firstUnprivileged.Pid);
        Assert.Equal(first.StartTicks, firstUnprivileged.StartTicks);
        Assert.Equal(first.Name, firstUnprivileged.Name);
        Assert.False(firstUnprivileged.FilesVisible);
        Assert.True(firstUnprivileged.OpenFiles > 0);
    }

    private static int SeenFrom(bool dropPrivileges, out ProcessVisibility visibility, out ProcessInfo first)
    {
        ProcessVisibility seen = default;
        ProcessInfo info = default;
        Exception? error = null;
        var thread = new Thread(() =>
        {
            try
            {
                if (dropPrivileges)
                {
                    // The bare system call: libc's function would change all threads.
                    Assert.Equal(0, SystemCall(RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 147 : 117, 65534, 65534, 65534));
                }

                using var table = new ProcessTable("/proc");
                for (int sample = 0; sample < 3; sample++)
                {
                    table.BeginSample();
                    table.Resolve([4_000_000_000]);
                    table.EndSample();
                }

                seen = table.Visibility;
                info = table[table.Slots[0]];
            }
            catch (Exception caught)
            {
                error = caught;
            }
        });
        thread.Start();
        thread.Join();

        // The change of uid hid this process from itself.
        Assert.Equal(0, ProcessControl(PrSetDumpable, 1, 0, 0, 0));
        Assert.Null(error);
        visibility = seen;
        first = info;
        return seen.Seen;
    }

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial long SystemCall(long number, long first, long second, long third);

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int ProcessControl(int option, nint first, nint second, nint third, nint fourth);
}
