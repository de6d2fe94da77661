namespace SocketExporter.Web;

/// <summary>By what a change of a file is noticed.</summary>
/// <param name="ModifiedUtc">Of the file that the path leads to at last: Kubernetes changes a mounted secret by changing a link on the way.</param>
/// <param name="Bytes">-1 where there is none, or no right to look.</param>
internal readonly record struct FileStamp(string Path, DateTime ModifiedUtc, long Bytes)
{
    public static FileStamp Of(string path)
    {
        try
        {
            // The information of the file system's classes is about a link itself.
            FileSystemInfo last = File.ResolveLinkTarget(path, returnFinalTarget: true) ?? new FileInfo(path);
            return last is FileInfo { Exists: true } file ? new FileStamp(path, file.LastWriteTimeUtc, file.Length) : new FileStamp(path, default, -1);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return new FileStamp(path, default, -1);
        }
    }
}
