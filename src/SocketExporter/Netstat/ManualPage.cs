using System.Text;

namespace SocketExporter.Netstat;

/// <summary>The manual page socket-exporter-netstat(8), in roff.</summary>
internal static class ManualPage
{
    public static string Render()
    {
        var text = new StringBuilder("""
            .TH SOCKET\-EXPORTER\-NETSTAT 8
            .SH NAME
            socket\-exporter\-netstat \- sockets, routes, interfaces and protocol counters of this host
            .SH SYNOPSIS
            .B socket\-exporter netstat
            [\fIFLAG\fR ...]
            .SH DESCRIPTION
            Shows what net\-tools' netstat shows, with its headings and columns, read from the kernel by netlink. Without a flag: connections of every kind, then connected unix sockets.
            .PP
            Letters combine (\fB\-tulpn\fR). Long names may be shortened as far as they stay unambiguous.
            .PP
            Names of processes, files and hosts are shown so that they can do nothing to a terminal: a control character or a byte that is no UTF\-8 as \fB\ex1b\fR.

            """);
        foreach (IGrouping<string, NetstatFlag> group in NetstatFlags.All.GroupBy(static flag => flag.Group))
        {
            text.Append(".SH ").Append(Escape(group.Key.ToUpperInvariant())).Append('\n');
            foreach (NetstatFlag flag in group)
            {
                text.Append(".TP\n").Append(Spelling(flag)).Append('\n').Append(Escape(flag.Help)).Append(".\n");
            }
        }

        return text.Append("""
            .SH EXIT STATUS
            0 when all was shown; 1 when the kernel did not tell something, which is then said on standard error; 2 when the flags are wrong.
            .SH SEE ALSO
            .BR ss (8),
            .BR ip (8),
            .BR netstat (8)

            """).ToString();
    }

    private static string Spelling(NetstatFlag flag)
    {
        IEnumerable<string> all = (flag.Letter is { } letter ? new[] { $"\\fB\\-{letter}\\fR" } : []).Concat(flag.Names.Select(static name => $"\\fB\\-\\-{Escape(name)}\\fR"));
        string value = flag switch
        {
            { ValueName: null } => "",
            { ValueIsOptional: true } => $"[=\\fI{flag.ValueName}\\fR]",
            _ => $" \\fI{flag.ValueName}\\fR",
        };
        return string.Join(", ", all) + value;
    }

    /// <summary>A hyphen that is one, also when copied from the page.</summary>
    private static string Escape(string text) => text.Replace("\\", "\\e", StringComparison.Ordinal).Replace("-", "\\-", StringComparison.Ordinal);
}
