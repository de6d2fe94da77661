using SocketExporter.Kernel.Processes;
using SocketExporter.Sampling.Memory;
using SocketExporter.Snapshots;

namespace SocketExporter.Sampling;

/// <summary>What a snapshot says of all processes, those without sockets too.</summary>
internal static class ProcessSummary
{
    /// <summary>What could be seen of them.</summary>
    public static ProcessSight Sight(ProcessTable processes)
    {
        int readable = 0;
        int kernelThreads = 0;
        foreach (int slot in processes.Slots)
        {
            ref readonly ProcessInfo process = ref processes[slot];
            kernelThreads += process.IsKernelThread ? 1 : 0;
            readable += process is { IsKernelThread: false, FilesVisible: true } && process.OpenFiles != 0 ? 1 : 0;
        }

        ProcessVisibility visibility = processes.Visibility;
        return new ProcessSight(visibility.Seen, readable, visibility.Denied, kernelThreads);
    }

    /// <summary>One entry a name; threads of the kernel are none.</summary>
    public static ProcessFiles[] FilesByName(ProcessTable processes, ProcessNames names)
    {
        var files = new Dictionary<string, ProcessFiles>();
        foreach (int slot in processes.Slots)
        {
            ref readonly ProcessInfo process = ref processes[slot];
            if (!process.IsKernelThread)
            {
                // The sum of all processes of a name, or nothing: a part of it would look like a whole.
                string name = names.Of(processes, slot);
                ProcessFiles sofar = files.GetValueOrDefault(name, new ProcessFiles(name, 0));
                long sum = sofar.OpenFiles < 0 || process.OpenFiles < 0 ? ProcessFiles.NotKnown : sofar.OpenFiles + process.OpenFiles;
                files[name] = new ProcessFiles(name, sum, sofar.SocketsVisible && !process.FilesDenied, Fuller(sofar.FullestRatio, process));
            }
        }

        return [.. files.Values];
    }

    private static double? Fuller(double? sofar, in ProcessInfo process)
        => process is { OpenFiles: > 0, OpenFilesLimit: > 0 } ? Math.Max(sofar ?? 0, (double)process.OpenFiles / process.OpenFilesLimit) : sofar;
}
