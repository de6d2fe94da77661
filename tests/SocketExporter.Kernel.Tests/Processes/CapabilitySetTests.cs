using SocketExporter.Kernel.Processes;

namespace SocketExporter.Kernel.Tests.Processes;

public sealed class CapabilitySetTests
{
    [Theory]
    [InlineData(0UL, "none")]
    [InlineData(0x80000UL, "CAP_SYS_PTRACE")]
    [InlineData(0x80004UL, "CAP_DAC_READ_SEARCH CAP_SYS_PTRACE")]
    [InlineData(0x1ffffffffffUL, "all")]
    [InlineData(0x1fffeffffffUL, "all but CAP_SYS_RESOURCE")]
    [InlineData(0x20000080000UL, "CAP_SYS_PTRACE 41")]
    public void A_set_is_told_by_names(ulong bits, string text) => Assert.Equal(text, new CapabilitySet(bits).ToString());

    [Theory]
    [InlineData(0UL, false, false)]
    [InlineData(0x80000UL, true, false)]
    [InlineData(0x4UL, false, true)]
    [InlineData(0x2UL, false, true)]
    [InlineData(0x80004UL, true, true)]
    public void The_two_that_decide_about_open_files_are_known(ulong bits, bool mayTrace, bool mayRead)
    {
        var set = new CapabilitySet(bits);

        Assert.Equal((mayTrace, mayRead), (set.MayTrace, set.MayReadAnyDirectory));
    }
}
