using System.Net;
using SocketExporter.Config;

namespace SocketExporter.Web;

/// <summary>What the one who starts the daemon should know about who can read it.</summary>
internal static class OpenDoors
{
    /// <returns>Warnings, one line each.</returns>
    /// <param name="web">null: none was named.</param>
    public static IEnumerable<string> Of(IReadOnlyList<ListenAddress> addresses, WebConfiguration? web)
    {
        string[] open = [.. addresses.Where(IsReachable).Select(static address => $"{address}")];
        if (open.Length == 0)
        {
            yield break;
        }

        string where = string.Join(", ", open);
        if (web is null or { Tls: null, Users.Count: 0 })
        {
            yield return $"whoever reaches {where} can read everything, unencrypted; "
                + $"set TLS or passwords with {SettingsTable.WebConfigFile.Flag}, or listen on 127.0.0.1 only ({SettingsTable.ListenAddress.Flag})";
        }
        else if (web.Tls is null)
        {
            yield return $"passwords come to {where} unencrypted; add {WebKeys.Tls} to the web configuration, or listen on 127.0.0.1 only";
        }
    }

    private static bool IsReachable(ListenAddress address)
        => address.IsAny || (address.Address is { } ip && !IPAddress.IsLoopback(ip));
}
