using SocketExporter.EndToEnd.Tests.Live;
using SocketExporter.EndToEnd.Tests.Oracles;
using SocketExporter.EndToEnd.Tests.Pages;
using SocketExporter.Lab;

namespace SocketExporter.EndToEnd.Tests;

/// <summary>One page of <see cref="Everything"/>, its truth, and what ss printed of it: made once, as TIME_WAIT ends after 60 s.</summary>
public sealed class EverythingPage
{
    private readonly Lazy<(MetricsPage Page, Truth Truth, IReadOnlyList<Truth> Printed)> _made = new(Make);

    internal MetricsPage Page => _made.Value.Page;

    internal Expected Truth => Expected.Of(_made.Value.Truth, ExporterProcess.Own);

    internal Expected Printed => Expected.Of([.. _made.Value.Printed, ExporterProcess.Own]);

    private static (MetricsPage, Truth, IReadOnlyList<Truth>) Make()
    {
        using var space = new Namespace();
        Truth truth = space.Lab("lab-all", Everything.Scenarios(space.Folder)).Truth;
        IReadOnlyList<Truth> printed = Ss.Read(space);
        return (space.Once(), truth, printed);
    }
}
