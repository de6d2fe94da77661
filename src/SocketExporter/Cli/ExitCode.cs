namespace SocketExporter.Cli;

internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>The right thing was asked for and failed: an address in use, a bad file given to check-config.</summary>
    public const int Failure = 1;

    /// <summary>The command line, the environment or the configuration is wrong; nothing was started.</summary>
    public const int Usage = 2;
}
