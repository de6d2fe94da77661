using System.Globalization;
using System.Reflection;
using SocketExporter.Fuzz;

namespace SocketExporter.Kernel.Tests.Hostile;

/// <summary>
/// Every parser on damaged input: it reads, or it throws the layer's one exception, in work and memory that the length of the input bounds. 12,000 damages a
/// parser by default; SOCKET_EXPORTER_MUTATIONS says how many else.
/// </summary>
public sealed class MutationTests
{
    /// <summary>Methods that take bytes and parse nothing that comes from outside.</summary>
    private static readonly HashSet<string> NoParsers =
    [
        "INetlinkTransport.Send", "NetlinkSocket.Send", "RecordingTransport.Send", "RecordedTransport.Send", // of requests, which are ours
        "NetlinkDump.Start",
        "EthtoolSpeed.BytesPerSecond", // asks for the name that it is given
        "StandardOutput.TryWrite", // what we print
        "ProcFiles.ReadFile", "ProcFiles.ReadLink", "ProcFiles.Stat", "ProcFiles.OpenFile", "ProcPath.Write", // names of files, which are ours
    ];

    public static TheoryData<string> Names => [.. KernelTargets.All.Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Damaged_input_is_read_or_refused_with_the_one_exception(string name)
    {
        HostileTarget target = KernelTargets.All.Single(target => target.Name == name);
        Assert.True(target.Run(target.Good), "the good input is refused");
        int times = int.Parse(Environment.GetEnvironmentVariable("SOCKET_EXPORTER_MUTATIONS") ?? "12000", CultureInfo.InvariantCulture);
        for (int seed = 0; seed < times; seed++)
        {
            byte[] bad = new Mutator(seed).Damage(target.Good);
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                target.Run(bad);
            }
            catch (Exception e)
            {
                Assert.Fail($"{name}, seed {seed}: {e.GetType().Name} {e.Message}\n{Convert.ToHexString(bad)}");
            }

            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated <= Bound(target, bad.Length), $"{name}, seed {seed}: {allocated} bytes allocated for {bad.Length}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Long_input_costs_what_its_length_allows(string name)
    {
        HostileTarget target = KernelTargets.All.Single(target => target.Name == name);
        LongInput.Check(target);
    }

    [Fact]
    public void Every_method_that_takes_bytes_or_parses_text_is_in_the_list_of_targets()
    {
        string[] covered = [.. KernelTargets.All.SelectMany(target => target.Covers).Distinct().Order(StringComparer.Ordinal)];
        string[] found =
        [
            .. typeof(KernelReadException).Assembly.GetTypes()
                .Where(type => !typeof(Delegate).IsAssignableFrom(type) && !type.IsDefined(typeof(System.Runtime.CompilerServices.CompilerGeneratedAttribute), false))
                .SelectMany(type => type.GetMembers(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly))
                .OfType<MethodBase>()
                .Where(method => !method.IsPrivate && !method.Name.StartsWith('<') && TakesBytes(method))
                .Select(method => $"{method.DeclaringType!.Name}.{method.Name}")
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];
        Assert.Empty(NoParsers.Except(found));
        Assert.Equal(found.Except(NoParsers), covered);
    }

    private static bool TakesBytes(MethodBase method) => method.GetParameters().Any(parameter
        => parameter.ParameterType == typeof(ReadOnlySpan<byte>)
            || (parameter.ParameterType == typeof(ReadOnlySpan<byte>).MakeByRefType() && !parameter.IsOut)
            || (parameter.ParameterType == typeof(string) && (method.Name.Contains("Parse", StringComparison.Ordinal) || method.Name.StartsWith("Anonymous", StringComparison.Ordinal))));

    private static long Bound(HostileTarget target, int length) => HostileTarget.FixedBytes + ((long)target.BytesPerByte * length);
}
