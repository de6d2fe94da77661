using System.Text;

namespace SocketExporter.Netstat;

/// <summary>The flags as --help and a mistyped command line show them.</summary>
internal static class UsageText
{
    private const int HelpColumn = 34;

    public static string Render()
    {
        var text = new StringBuilder("usage: socket-exporter netstat [FLAG ...]\n");
        foreach (IGrouping<string, NetstatFlag> group in NetstatFlags.All.GroupBy(static flag => flag.Group))
        {
            text.Append('\n').Append(group.Key).Append(":\n");
            foreach (NetstatFlag flag in group)
            {
                text.Append(Spelling(flag).PadRight(HelpColumn - 1)).Append(' ').Append(flag.Help).Append('\n');
            }
        }

        return text.ToString();
    }

    private static string Spelling(NetstatFlag flag)
    {
        string letter = flag.Letter is { } known ? $"-{known}, " : "    ";
        return $"  {letter}--{flag.Names[0]}{ValueOf(flag)}";
    }

    private static string ValueOf(NetstatFlag flag) => flag switch
    {
        { ValueName: null } => "",
        { ValueIsOptional: true } => $"[={flag.ValueName}]",
        _ => $" {flag.ValueName}",
    };
}
