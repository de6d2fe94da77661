namespace SocketExporter.Kernel.Counters.Meanings;

/// <summary>What kind of number a field of the kernel's counter files is, and in which unit where that matters.</summary>
public enum CounterKind
{
    /// <summary>Only grows, until the kernel starts anew.</summary>
    Counter,

    /// <summary>A state or a constant; goes up and down or never changes.</summary>
    Gauge,

    /// <summary>A state or a constant in milliseconds.</summary>
    GaugeMilliseconds,
}
