using System.Diagnostics;
using SocketExporter.EndToEnd.Tests.Live;

namespace SocketExporter.EndToEnd.Tests;

/// <summary>TLS, client certificates and passwords, seen by curl and by a real Prometheus.</summary>
public sealed class WebConfigurationTests
{
    /// <summary>Cost 10, for "test"; made by libcrypt.</summary>
    private const string Hash = "$2b$10$J7uhdhVeBxZ6ir/1blLAcO57a1fP430YxZGYh4ECMv8LnfeiiLHRC";

    private const string MutualTls =
        $$"""
        tls_server_config:
          cert_file: server.crt
          key_file: server.key
          client_auth_type: RequireAndVerifyClientCert
          client_ca_file: ca.crt
        basic_auth_users:
          prometheus: {{Hash}}
        """;

    [LiveFact("prometheus", "curl", "openssl")]
    public void Prometheus_scrapes_over_tls_with_a_certificate_and_a_password_and_not_without()
    {
        using var space = new Namespace();
        MakeCertificates(space.Folder);
        Process exporter = Serve(space, MutualTls);
        using var prometheus = new PrometheusServer(
            space,
            $"""
            global: {"{"}scrape_interval: 1s{"}"}
            scrape_configs:
            {Job(space, "good", "client", "test")}
            {Job(space, "wrong-password", "client", "tset")}
            {Job(space, "wrong-certificate", "stranger", "test")}
            """);
        Wait.Until("up to be 1", () => prometheus.Query("up{job='good'}") is [1]);
        Wait.Until("the sockets", () => prometheus.Query("socket_tcp_sockets{job='good',state='listen',family='ipv4'}") is [>= 1]);
        Wait.Until("up to be 0 for the others", () => prometheus.Query("up{job=~'wrong-.*'}") is [0, 0]);

        // What is remembered of the password makes later scrapes cheap; that of the wrong one too.
        Assert.Equal([1], prometheus.Query("up{job='good'}"));
        Stop(exporter);
    }

    [LiveFact("curl", "openssl")]
    public void Curl_is_let_in_by_what_the_file_wants_and_by_nothing_less()
    {
        using var space = new Namespace();
        MakeCertificates(space.Folder);
        Process exporter = Serve(space, MutualTls);
        string[] certificate = ["--cert", $"{space.Folder}/client.crt", "--key", $"{space.Folder}/client.key"];
        string[] stranger = ["--cert", $"{space.Folder}/stranger.crt", "--key", $"{space.Folder}/stranger.key"];
        string[] password = ["-u", "prometheus:test"];
        Assert.Equal("200", Status(space, [.. certificate, .. password]));
        Assert.Equal("200", Status(space, [.. certificate, .. password, "--http1.1"]));
        Assert.Equal("200", Status(space, [.. certificate, .. password, "--tls-max", "1.2"]));
        Assert.Equal("401", Status(space, certificate));
        Assert.Equal("401", Status(space, [.. certificate, "-u", "prometheus:tset"]));
        Assert.Equal("000", Status(space, password));
        Assert.Equal("000", Status(space, [.. stranger, .. password]));
        Assert.Equal("000", Status(space, [.. certificate, .. password, "--tlsv1.1", "--tls-max", "1.1", "--ciphers", "DEFAULT@SECLEVEL=0"]));
        Stop(exporter);
    }

    [LiveFact("openssl")]
    public void A_wrong_file_is_all_its_errors_and_exit_2_and_check_config_says_the_same_with_1()
    {
        using var space = new Namespace();
        MakeCertificates(space.Folder);
        string file = Path.Combine(space.Folder, "web.yml");
        File.WriteAllText(file, "tls_server_config:\n  cert_file: server.crt\n  key_file: client.key\n");
        string error =
            $"socket-exporter: tls_server_config.key_file at {file}:3: {space.Folder}/client.key is not the key of the first certificate in {space.Folder}/server.crt; "
            + "name two files that belong together\n";
        Assert.Equal(new Finished(2, "", error), space.Finish(ExporterProcess.Binary, "--web.config.file", file));
        Assert.Equal(new Finished(1, "", error), space.Finish(ExporterProcess.Binary, "check-config", "--web.config.file", file));
        File.WriteAllText(file, "tls_server_config:\n  cert_file: server.crt\n  key_file: server.key\n");
        Assert.Equal(new Finished(0, $"{file}: ok\n", ""), space.Finish(ExporterProcess.Binary, "check-config", "--web.config.file", file));
    }

    private static string Job(Namespace space, string name, string certificate, string password) =>
        $"""
          - job_name: {name}
            scheme: https
            tls_config: {"{"}ca_file: {space.Folder}/ca.crt, cert_file: {space.Folder}/{certificate}.crt, key_file: {space.Folder}/{certificate}.key{"}"}
            basic_auth: {"{"}username: prometheus, password: {password}{"}"}
            static_configs: [{"{"}targets: ["127.0.0.1:{ExporterProcess.Port}"]{"}"}]
        """;

    private static Process Serve(Namespace space, string webConfiguration)
    {
        string file = Path.Combine(space.Folder, "web.yml");
        File.WriteAllText(file, webConfiguration);
        Process exporter = space.Start(
            ExporterProcess.Binary, $"--web.listen-address=127.0.0.1:{ExporterProcess.Port}", $"--web.config.file={file}", "--sampling.interval=100ms");
        exporter.OutputDataReceived += (_, _) => { };
        exporter.ErrorDataReceived += (_, _) => { };
        exporter.BeginOutputReadLine();
        exporter.BeginErrorReadLine();
        Wait.Until(
            "the daemon to be ready",
            () => Status(space, ["--cert", $"{space.Folder}/client.crt", "--key", $"{space.Folder}/client.key", "-u", "prometheus:test"]) == "200");
        return exporter;
    }

    private static void Stop(Process exporter)
    {
        Assert.Equal(0, LibC.Kill(exporter.Id, LibC.SIGTERM));
        Assert.True(exporter.WaitForExit(TimeSpan.FromSeconds(10)), "the daemon did not end");
        Assert.Equal(0, exporter.ExitCode);
    }

    /// <summary>As curl prints it; 000 where nothing was answered.</summary>
    private static string Status(Namespace space, string[] flags) => space.Finish(
        "curl",
        ["-s", "-o", "/dev/null", "-w", "%{http_code}", "--cacert", $"{space.Folder}/ca.crt", .. flags, $"https://127.0.0.1:{ExporterProcess.Port}/metrics"]).Output;

    /// <summary>ca, with server and client below it; foreign, with stranger.</summary>
    private static void MakeCertificates(string folder)
    {
        foreach (string authority in (string[])["ca", "foreign"])
        {
            Tool.Run(
                "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", $"/CN={authority}",
                "-keyout", $"{folder}/{authority}.key", "-out", $"{folder}/{authority}.crt");
        }

        File.WriteAllText($"{folder}/extensions", "subjectAltName=IP:127.0.0.1\n");
        foreach ((string name, string authority) in ((string, string)[])[("server", "ca"), ("client", "ca"), ("stranger", "foreign")])
        {
            Tool.Run(
                "openssl", "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", $"/CN={name}",
                "-keyout", $"{folder}/{name}.key", "-out", $"{folder}/{name}.csr");
            Tool.Run(
                "openssl", "x509", "-req", "-days", "2", "-in", $"{folder}/{name}.csr", "-CA", $"{folder}/{authority}.crt", "-CAkey", $"{folder}/{authority}.key",
                "-CAcreateserial", "-extfile", $"{folder}/extensions", "-out", $"{folder}/{name}.crt");
        }
    }
}
