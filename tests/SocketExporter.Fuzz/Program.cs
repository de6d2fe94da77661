using System.Runtime.InteropServices;
using SharpFuzz;
using SharpFuzz.Common;
using SocketExporter.Fuzz;

// One parser under a fuzzer. Every exception but the refusal of its layer is a finding.
//   SocketExporter.Fuzz list                   the names of the targets
//   SocketExporter.Fuzz TARGET                 for afl-fuzz, which speaks through shared memory
//   SocketExporter.Fuzz TARGET libfuzzer       for libfuzzer-dotnet
//   SocketExporter.Fuzz TARGET once [PATH]     every file of a folder, one file, or standard input, once
//   SocketExporter.Fuzz TARGET seed FOLDER     writes what a fuzzer should begin with
unsafe
{
    // Instrumented code notes each branch there; it runs before a fuzzer has given its memory, and without one.
    Trace.SharedMem = (byte*)NativeMemory.AllocZeroed(64 * 1024);
}

HostileTarget[] targets = [.. KernelTargets.All, .. ProgramTargets.All];
if (args is ["list"])
{
    foreach (HostileTarget one in targets)
    {
        Console.WriteLine(one.Name);
    }

    return 0;
}

HostileTarget? target = args.Length > 0 ? Array.Find(targets, one => one.Name == args[0]) : null;
if (target is null)
{
    Console.Error.WriteLine(args.Length > 0 ? $"\"{args[0]}\" is no target; the command list names them" : "usage: list | TARGET [libfuzzer | once [PATH] | seed FOLDER]");
    return 2;
}

switch (args[1..])
{
    case []:
        Fuzzer.OutOfProcess.Run(Run);
        return 0;
    case ["libfuzzer"]:
        Fuzzer.LibFuzzer.Run(bytes => target.Run(bytes.ToArray()));
        return 0;
    case ["once"]:
        Run(Console.OpenStandardInput());
        return 0;
    case ["once", var path]:
        int read = 0;
        string[] files = Directory.Exists(path) ? Directory.GetFiles(path) : [path];
        foreach (string file in files)
        {
            read += target.Run(File.ReadAllBytes(file)) ? 1 : 0;
        }

        Console.WriteLine($"{target.Name}: {files.Length} inputs, {read} read, {files.Length - read} refused");
        return 0;
    case ["seed", var folder]:
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, "good"), target.Good);
        for (int seed = 0; seed < 20; seed++)
        {
            File.WriteAllBytes(Path.Combine(folder, $"damaged-{seed}"), new Mutator(seed).Damage(target.Good));
        }

        return 0;
    default:
        Console.Error.WriteLine($"\"{args[1]}\" is not known; write libfuzzer, once or seed FOLDER");
        return 2;
}

void Run(Stream stream)
{
    using var input = new MemoryStream();
    stream.CopyTo(input);
    target.Run(input.ToArray());
}
