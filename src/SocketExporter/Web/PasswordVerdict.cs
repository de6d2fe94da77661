namespace SocketExporter.Web;

internal enum PasswordVerdict
{
    Good,
    Bad,

    /// <summary>Too many wait to be checked.</summary>
    NotChecked,
}
