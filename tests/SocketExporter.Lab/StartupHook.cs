using System.Runtime.Loader;

/// <summary>
/// Run by the runtime in the ordinary build of the daemon, before its own code, where DOTNET_STARTUP_HOOKS names this assembly: loads all code at once. A daemon
/// that is out of file descriptors could not open an assembly that it needs for the first time, and would end; the native build has none.
/// </summary>
internal static class StartupHook
{
    public static void Initialize()
    {
        foreach (string assembly in ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(':', StringSplitOptions.RemoveEmptyEntries))
        {
            try
            {
                AssemblyLoadContext.Default.LoadFromAssemblyPath(assembly);
            }
            catch (Exception e) when (e is BadImageFormatException or FileLoadException or FileNotFoundException)
            {
                // Not code, or another version of what is loaded.
            }
        }
    }
}
