using Microsoft.Extensions.Primitives;
using SocketExporter.Web;

namespace SocketExporter.Tests.Web;

public sealed class ContentNegotiationTests
{
    [Theory]
    [InlineData(null, "Text")]
    [InlineData("", "Text")]
    [InlineData("*/*", "Text")]
    [InlineData("text/html,application/xhtml+xml,*/*;q=0.8", "Text")]
    [InlineData("application/json", "Text")]
    [InlineData("application/openmetrics-text", "OpenMetrics")]
    [InlineData("application/openmetrics-text; version=1.0.0", "OpenMetrics")]
    [InlineData("Application/OpenMetrics-Text; Version=\"1.0.0\"; charset=utf-8", "OpenMetrics")]
    [InlineData("application/openmetrics-text; version=0.0.1", "Text")]
    [InlineData("application/openmetrics-text; version=2.0.0", "Text")]
    [InlineData("application/openmetrics-text; q=0", "Text")]
    [InlineData("application/openmetrics-text, text/plain", "OpenMetrics")]
    [InlineData("text/plain, application/openmetrics-text", "Text")]
    [InlineData("application/openmetrics-text, */*", "OpenMetrics")]
    [InlineData("application/openmetrics-text;q=0.4, */*;q=0.5", "Text")]
    [InlineData("application/openmetrics-text;q=0.4, text/plain;q=0.3, */*;q=0.9", "OpenMetrics")]
    [InlineData("application/openmetrics-text;q=0.3, text/plain;version=0.0.4;q=0.4, text/plain;q=0.1", "Text")]
    [InlineData("application/*", "Text")]
    [InlineData("no media type at all;;;", "Text")]

    // Prometheus 2.42, 2.49 and 3.0.
    [InlineData("application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1", "OpenMetrics")]
    [InlineData("application/openmetrics-text;version=1.0.0;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2", "OpenMetrics")]
    [InlineData(
        "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,"
        + "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
        "OpenMetrics")]
    [InlineData("text/plain;version=0.0.4;q=0.5,*/*;q=0.1", "Text")]
    public void The_format_is_the_one_of_higher_quality_and_text_when_in_doubt(string? accept, string format)
        => Assert.Equal(format, ContentNegotiation.Format(accept).ToString());

    [Fact]
    public void A_header_in_two_lines_is_one()
        => Assert.Equal("OpenMetrics", ContentNegotiation.Format(new StringValues(["text/plain;q=0.5", "application/openmetrics-text"])).ToString());

    [Theory]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("gzip", true)]
    [InlineData("GZIP", true)]
    [InlineData("x-gzip", true)]
    [InlineData("deflate, gzip;q=0.5, br", true)]
    [InlineData("gzip;q=0", false)]
    [InlineData("gzip;q=0.5, identity;q=0.8", false)]
    [InlineData("gzip;q=0.5, identity;q=0.5", true)]
    [InlineData("*", true)]
    [InlineData("*;q=0", false)]
    [InlineData("gzip;q=0, *", false)]
    [InlineData("identity", false)]
    [InlineData("br, zstd", false)]
    [InlineData(";;;", false)]
    public void Gzip_is_used_where_it_is_welcome(string? acceptEncoding, bool expected)
        => Assert.Equal(expected, ContentNegotiation.AcceptsGzip(acceptEncoding));
}
