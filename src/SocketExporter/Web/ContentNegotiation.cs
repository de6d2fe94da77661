using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using SocketExporter.Publishing;

namespace SocketExporter.Web;

/// <summary>Which format and encoding a client prefers, by its Accept and Accept-Encoding headers.</summary>
internal static class ContentNegotiation
{
    private static readonly string[] TextRanges = ["*/*", "text/*", "text/plain"];

    /// <summary>
    /// OpenMetrics where it is named with a higher quality than the text format, or with the same and before it; the text format else, whatever the
    /// header says: an answer in it is of more use than a refusal.
    /// </summary>
    public static PageFormat Format(StringValues accept)
    {
        if (StringValues.IsNullOrEmpty(accept) || !MediaTypeHeaderValue.TryParseList(accept, out IList<MediaTypeHeaderValue>? ranges))
        {
            return PageFormat.Text;
        }

        (double Quality, int Place) openMetrics = (0, int.MaxValue);
        (double Quality, int Place) text = (0, int.MaxValue);
        int textSpecificity = -1;
        for (int place = 0; place < ranges.Count; place++)
        {
            MediaTypeHeaderValue range = ranges[place];
            double quality = range.Quality ?? 1;
            if (IsOpenMetrics(range))
            {
                if (quality > openMetrics.Quality)
                {
                    openMetrics = (quality, place);
                }
            }
            else if (SpecificityOfText(range) is var specificity && specificity > textSpecificity)
            {
                textSpecificity = specificity;
                text = (quality, place);
            }
        }

        return openMetrics.Quality > 0
            && (openMetrics.Quality > text.Quality || (openMetrics.Quality == text.Quality && openMetrics.Place < text.Place))
            ? PageFormat.OpenMetrics
            : PageFormat.Text;
    }

    /// <summary>True where gzip, or anything, is welcome, and no less than no encoding.</summary>
    public static bool AcceptsGzip(StringValues acceptEncoding)
    {
        if (StringValues.IsNullOrEmpty(acceptEncoding) || !StringWithQualityHeaderValue.TryParseList(acceptEncoding, out IList<StringWithQualityHeaderValue>? codings))
        {
            return false;
        }

        double? gzip = null;
        double? any = null;
        double identity = 0;
        foreach (StringWithQualityHeaderValue coding in codings)
        {
            double quality = coding.Quality ?? 1;
            if (coding.Value.Equals("gzip", StringComparison.OrdinalIgnoreCase) || coding.Value.Equals("x-gzip", StringComparison.OrdinalIgnoreCase))
            {
                gzip = Math.Max(gzip ?? 0, quality);
            }
            else if (coding.Value.Equals("*", StringComparison.Ordinal))
            {
                any = quality;
            }
            else if (coding.Value.Equals("identity", StringComparison.OrdinalIgnoreCase))
            {
                identity = quality;
            }
        }

        double welcome = gzip ?? any ?? 0;
        return welcome > 0 && welcome >= identity;
    }

    /// <summary>Version 0.0.1 is a draft's and has other rules; who asks for no version gets 1.0.0.</summary>
    private static bool IsOpenMetrics(MediaTypeHeaderValue range)
        => range.MediaType.Equals("application/openmetrics-text", StringComparison.OrdinalIgnoreCase) && Version(range) is null or "1.0.0";

    /// <summary>-1 where the range doesn't match the text format of version 0.0.4.</summary>
    private static int SpecificityOfText(MediaTypeHeaderValue range)
    {
        int specificity = Array.FindIndex(TextRanges, name => range.MediaType.Equals(name, StringComparison.OrdinalIgnoreCase));
        return Version(range) switch
        {
            null => specificity,
            "0.0.4" when specificity >= 0 => specificity + 1,
            _ => -1,
        };
    }

    private static string? Version(MediaTypeHeaderValue range)
    {
        foreach (NameValueHeaderValue parameter in range.Parameters)
        {
            if (parameter.Name.Equals("version", StringComparison.OrdinalIgnoreCase))
            {
                return HeaderUtilities.RemoveQuotes(parameter.Value).ToString();
            }
        }

        return null;
    }
}
