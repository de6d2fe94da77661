using System.Globalization;
using SocketExporter.Fuzz;

namespace SocketExporter.Tests.Hostile;

/// <summary>As the tests of the same name of the Kernel project, for what the program itself reads. SOCKET_EXPORTER_MUTATIONS says how many damages each.</summary>
public sealed class MutationTests
{
    public static TheoryData<string> Names => [.. ProgramTargets.All.Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Damaged_input_is_read_or_refused_with_the_one_exception(string name)
    {
        HostileTarget target = ProgramTargets.All.Single(target => target.Name == name);
        Assert.True(target.Run(target.Good), "the good input is refused");
        int times = int.Parse(Environment.GetEnvironmentVariable("SOCKET_EXPORTER_MUTATIONS") ?? "3000", CultureInfo.InvariantCulture);
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
            long bound = HostileTarget.FixedBytes + ((long)target.BytesPerByte * bad.Length);
            Assert.True(allocated <= bound, $"{name}, seed {seed}: {allocated} bytes allocated for {bad.Length}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Long_input_costs_what_its_length_allows(string name) => LongInput.Check(ProgramTargets.All.Single(target => target.Name == name));
}
