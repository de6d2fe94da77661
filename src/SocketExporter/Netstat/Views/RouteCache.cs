namespace SocketExporter.Netstat.Views;

/// <summary>-rC: Linux has had no routing cache since 3.6, so that its table has a heading and no rows. With --json there is nothing.</summary>
internal static class RouteCache
{
    public static void WriteHeading(NetstatOutput output, int extended)
    {
        if (output.IsJson)
        {
            return;
        }

        output.Write("Kernel IP routing cache\n"u8);
        output.Write(extended switch
        {
            0 => "Source          Destination     Gateway         Flags   MSS Window  irtt Iface\n"u8,
            1 => "Source          Destination     Gateway         Flags Metric Ref    Use Iface\n"u8,
            _ => "Source          Destination     Gateway         Flags Metric Ref    Use Iface    MSS   Window irtt  TOS HHRef HHUptod     SpecDst\n"u8,
        });
    }

    public static void WriteIpv6Heading(NetstatOutput output)
    {
        if (!output.IsJson)
        {
            output.Write("Kernel IPv6 routing cache\n"u8);
            output.Write(Ipv6RoutesView.Columns);
        }
    }
}
