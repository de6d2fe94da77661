using System.Text.Json;
using SocketExporter.Kernel.Routes;
using SocketExporter.Kernel.Sockets;

namespace SocketExporter.Netstat.Views;

/// <summary>-g: the multicast groups that interfaces have joined.</summary>
internal sealed class GroupsView : INetstatView
{
    public bool IsAskedFor(NetstatRequest request) => request.ShowsGroups;

    public void Show(NetstatContext context)
    {
        NetstatOutput output = context.Output;
        if (!output.IsJson)
        {
            output.Write("IPv6/IPv4 Group Memberships\n"u8);
            output.Write("Interface       RefCnt Group\n"u8);
            output.Write("--------------- ------ ---------------------\n"u8);
        }

        SystemNames? names = context.Request.NumericHosts ? null : context.Names;
        using var groups = new MulticastReader(context.Kernel);
        foreach (MulticastRow row in groups.Read())
        {
            if (!IsOfFamily(context.Request, row.Family))
            {
                continue;
            }

            if (output.IsJson)
            {
                WriteJson(output, in row);
            }
            else
            {
                WriteRow(output, in row, names);
            }
        }
    }

    private static bool IsOfFamily(NetstatRequest request, IpFamily family) => family == IpFamily.Ipv4 ? request.Ipv4 : request.Ipv6;

    /// <param name="names">Null: addresses as numbers.</param>
    internal static void WriteRow(NetstatOutput output, in MulticastRow row, SystemNames? names)
    {
        output.WriteName(row.InterfaceNameBytes.Span, 15);
        output.Write(" "u8);
        output.WriteLeft(row.Users, 6);
        output.Write(" "u8);
        output.WriteName(names is null ? AddressText.Number(row.Group, row.Family) : AddressText.Name(names, row.Group, row.Family));
        output.EndLine();
    }

    private static void WriteJson(NetstatOutput output, in MulticastRow row)
    {
        Utf8JsonWriter json = output.BeginRow();
        json.WriteString("family"u8, row.Family == IpFamily.Ipv4 ? "ipv4"u8 : "ipv6"u8);
        json.WriteString("interface"u8, SafeText.Valid(row.InterfaceNameBytes.Span));
        json.WriteString("group"u8, AddressText.Number(row.Group, row.Family));
        json.WriteNumber("users"u8, row.Users);
        output.EndRow();
    }
}
