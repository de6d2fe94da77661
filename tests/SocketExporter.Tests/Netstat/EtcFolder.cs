using SocketExporter.Netstat;

namespace SocketExporter.Tests.Netstat;

/// <summary>Files in the place of those of /etc.</summary>
internal sealed class EtcFolder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("sx-").FullName;

    public EtcFolder(string services = "", string protocols = "", string passwd = "", string hosts = "", string networks = "")
    {
        File.WriteAllText(Path.Combine(_path, "services"), services);
        File.WriteAllText(Path.Combine(_path, "protocols"), protocols);
        File.WriteAllText(Path.Combine(_path, "passwd"), passwd);
        File.WriteAllText(Path.Combine(_path, "hosts"), hosts);
        File.WriteAllText(Path.Combine(_path, "networks"), networks);
        Names = new SystemNames(_path);
    }

    public SystemNames Names { get; }

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
