using System.Text.Json;

namespace SocketExporter.EndToEnd.Tests.Live;

/// <summary>One alert as a webhook gets it from Alertmanager.</summary>
/// <param name="Status">firing or resolved.</param>
internal sealed record ReceivedAlert(string Status, IReadOnlyDictionary<string, string> Labels, IReadOnlyDictionary<string, string> Annotations)
{
    public string Name => Labels["alertname"];

    public string Text => $"{Annotations["summary"]}\n{Annotations["description"]}";

    public static IReadOnlyList<ReceivedAlert> Parse(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return [.. document.RootElement.GetProperty("alerts").EnumerateArray().Select(static alert => new ReceivedAlert(
            alert.GetProperty("status").GetString()!, Texts(alert, "labels"), Texts(alert, "annotations")))];
    }

    public override string ToString() => $"{Status} {Name} {string.Join(' ', Labels)} {Text}";

    private static Dictionary<string, string> Texts(JsonElement alert, string property)
        => alert.GetProperty(property).EnumerateObject().ToDictionary(static entry => entry.Name, static entry => entry.Value.GetString()!);
}
