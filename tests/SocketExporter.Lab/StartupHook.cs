using System.Runtime.Loader;

/// <summary>
/// Run by the runtime in the ordinary build of the daemon, before its own code, where DOTNET_STARTUP_HOOKS names this assembly: takes all that the runtime would open
/// later. An ordinary build that is out of file descriptors could not open an assembly that it needs for the first time nor the pipe that comes with every new thread,
/// and would end; the native build needs neither.
/// </summary>
internal static class StartupHook
{
    /// <summary>More than the daemon needs at once.</summary>
    private const int PoolThreads = 16;

    public static void Initialize()
    {
        LoadAllCode();
        KeepPoolThreads();
    }

    private static void LoadAllCode()
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

    /// <summary>Starts the threads of the pool, which then never end for want of work.</summary>
    private static void KeepPoolThreads()
    {
        AppContext.SetData("System.Threading.ThreadPool.ThreadTimeoutMs", -1);
        ThreadPool.GetMinThreads(out _, out int completionPort);
        ThreadPool.SetMinThreads(PoolThreads, completionPort);

        // Not disposed of: the thread that signals last has its own wait still before it when the one below returns, and would throw.
        var all = new CountdownEvent(PoolThreads);
        for (int i = 0; i < PoolThreads; i++)
        {
            ThreadPool.QueueUserWorkItem(_ =>
            {
                all.Signal();
                all.Wait();
            });
        }

        all.Wait();
    }
}
