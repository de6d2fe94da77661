using System.Diagnostics;
using System.Net;

namespace SocketExporter.EndToEnd.Tests.Live;

/// <summary>The real Alertmanager, in the namespace of the Prometheus that sends to it. It groups nothing and hands on at once.</summary>
internal sealed class AlertmanagerServer
{
    public const int Port = 19093;

    public AlertmanagerServer(Namespace space, int webhookPort)
    {
        string file = Path.Combine(space.Folder, "alertmanager.yml");
        File.WriteAllText(file, $"""
            route:
              receiver: test
              group_by: ["..."]
              group_wait: 100ms
              group_interval: 1s
              repeat_interval: 1h
            receivers:
              - name: test
                webhook_configs:
                  - url: http://127.0.0.1:{webhookPort}/
                    send_resolved: true
            """);
        Process process = space.Start(
            "prometheus-alertmanager",
            $"--config.file={file}",
            $"--storage.path={space.Folder}/alertmanager",
            $"--web.listen-address=127.0.0.1:{Port}",
            "--cluster.listen-address=",
            "--log.level=warn");
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using HttpClient http = space.Http(Port);
        Wait.Until("Alertmanager to be ready", () =>
        {
            if (process.HasExited)
            {
                throw new InvalidOperationException($"Alertmanager ended with {process.ExitCode}");
            }

            try
            {
                using HttpResponseMessage response = http.GetAsync(new Uri("-/ready", UriKind.Relative)).GetAwaiter().GetResult();
                return response.StatusCode == HttpStatusCode.OK;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        });
    }
}
