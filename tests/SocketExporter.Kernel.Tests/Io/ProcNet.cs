namespace SocketExporter.Kernel.Tests.Io;

/// <summary>A directory that stands for /proc and has tables below thread-self/net.</summary>
internal sealed class ProcNet : IDisposable
{
    public ProcNet() => Path = Directory.CreateTempSubdirectory("procnet").FullName;

    public string Path { get; }

    public ProcNet Table(string name, string text)
    {
        string file = $"{Path}/thread-self/net/{name}";
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return this;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
