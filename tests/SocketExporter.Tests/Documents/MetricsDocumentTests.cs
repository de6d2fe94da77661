using SocketExporter.Collectors;

namespace SocketExporter.Tests.Documents;

public sealed class MetricsDocumentTests
{
    [Fact]
    public void The_document_of_metrics_is_the_one_the_code_generates()
    {
        Golden.Check("docs/metrics.md", MetricsDocument.Render());
    }
}
