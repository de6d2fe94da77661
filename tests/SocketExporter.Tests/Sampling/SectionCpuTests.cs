using SocketExporter.Sampling;

namespace SocketExporter.Tests.Sampling;

public sealed class SectionCpuTests
{
    private double _clock = 100;

    [Fact]
    public void What_has_passed_goes_to_the_section_that_is_named_and_nothing_is_lost()
    {
        var cpu = new SectionCpu(() => _clock);
        cpu.Start();
        _clock += 2;
        cpu.Charge(CpuSection.Tcp);
        _clock += 0.5;
        cpu.Charge(CpuSection.Links);
        _clock += 7; // between samples
        cpu.Start();
        _clock += 0.25;
        cpu.Charge(CpuSection.Tcp);

        Assert.Equal([2.25, 0, 0, 0, 0, 0, 0.5, 0, 0], cpu.ToArray());
    }
}
