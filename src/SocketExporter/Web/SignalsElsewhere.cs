using Microsoft.Extensions.Hosting;

namespace SocketExporter.Web;

/// <summary>
/// Leaves signals to the program, which has heard them since before the host was there. The host's own lifetime would hear each of them too, and first: the line at the
/// stop could not say which it was.
/// </summary>
internal sealed class SignalsElsewhere : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
