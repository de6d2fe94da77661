using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;

namespace SocketExporter.EndToEnd.Tests.Live;

/// <summary>The real Prometheus, in the namespace of the exporter that it scrapes each second.</summary>
internal sealed class PrometheusServer : IDisposable
{
    private const int Port = 19090;

    private readonly HttpClient _http;
    private readonly Process _process;

    /// <param name="configuration">Text of prometheus.yml.</param>
    public PrometheusServer(Namespace space, string configuration)
    {
        string file = Path.Combine(space.Folder, "prometheus.yml");
        File.WriteAllText(file, configuration);
        _process = space.Start(
            "prometheus",
            $"--config.file={file}",
            $"--storage.tsdb.path={space.Folder}/tsdb",
            $"--web.listen-address=127.0.0.1:{Port}",
            "--log.level=warn");
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        _http = space.Http(Port);
        Wait.Until("Prometheus to be ready", IsReady);
    }

    /// <summary>The values of an instant query; empty where it returns no data.</summary>
    public IReadOnlyList<double> Query(string expression)
    {
        using HttpResponseMessage response = _http.GetAsync(new Uri($"api/v1/query?query={Uri.EscapeDataString(expression)}", UriKind.Relative)).GetAwaiter().GetResult();
        string body = response.Content.ReadAsStringAsync().GetAwaiter().GetResult();
        if (response.StatusCode != HttpStatusCode.OK)
        {
            throw new InvalidOperationException($"{expression}: {body}");
        }

        using JsonDocument document = JsonDocument.Parse(body);
        JsonElement data = document.RootElement.GetProperty("data");
        return data.GetProperty("resultType").GetString() == "scalar"
            ? [Number(data.GetProperty("result"))]
            : [.. data.GetProperty("result").EnumerateArray().Select(element => Number(element.GetProperty("value")))];
    }

    public void Dispose() => _http.Dispose();

    private static double Number(JsonElement timeAndValue) => double.Parse(timeAndValue[1].GetString()!, CultureInfo.InvariantCulture);

    private bool IsReady()
    {
        if (_process.HasExited)
        {
            throw new InvalidOperationException($"Prometheus ended with {_process.ExitCode}");
        }

        try
        {
            using HttpResponseMessage response = _http.GetAsync(new Uri("-/ready", UriKind.Relative)).GetAwaiter().GetResult();
            return response.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
