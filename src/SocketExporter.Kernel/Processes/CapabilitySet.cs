using System.Globalization;
using SocketExporter.Kernel.Abi;

namespace SocketExporter.Kernel.Processes;

/// <summary>A set of capabilities as /proc/PID/status shows it: one bit each.</summary>
public readonly record struct CapabilitySet(ulong Bits)
{
    /// <summary>Looking into processes of other users (/proc/PID/fd, PTRACE_MODE_READ).</summary>
    public bool MayTrace => Has(capability.CAP_SYS_PTRACE);

    /// <summary>Opening directories of other users: /proc/PID/fd is its owner's alone (mode 0500), uid 0 included.</summary>
    public bool MayReadAnyDirectory => Has(capability.CAP_DAC_READ_SEARCH) || Has(capability.CAP_DAC_OVERRIDE);

    /// <summary>"none", the names, or what is missing where that is shorter. A bit without a known name is its number.</summary>
    public override string ToString()
    {
        if (Bits == 0)
        {
            return "none";
        }

        ulong known = (1UL << capability.NAMES.Length) - 1;
        if (Bits == known)
        {
            return "all";
        }

        ulong missing = known & ~Bits;
        return (Bits & ~known) == 0 && ulong.PopCount(missing) < ulong.PopCount(Bits)
            ? "all but " + Names(missing)
            : Names(Bits);
    }

    private static string Names(ulong bits)
    {
        var names = new List<string>();
        for (int bit = 0; bit < 64; bit++)
        {
            if ((bits >> bit & 1) != 0)
            {
                names.Add(bit < capability.NAMES.Length ? capability.NAMES[bit] : bit.ToString(CultureInfo.InvariantCulture));
            }
        }

        return string.Join(" ", names);
    }

    private bool Has(int bit) => (Bits >> bit & 1) != 0;
}
