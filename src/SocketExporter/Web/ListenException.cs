namespace SocketExporter.Web;

/// <summary>The daemon can't listen where it was told to. The message is one line that says where, why and how to mend it.</summary>
internal sealed class ListenException : Exception
{
    public ListenException(string message)
        : base(message)
    {
    }
}
