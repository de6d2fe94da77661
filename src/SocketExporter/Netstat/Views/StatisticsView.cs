using System.Globalization;
using System.Text.Json;
using SocketExporter.Kernel.Counters;
using SocketExporter.Kernel.Counters.Meanings;

namespace SocketExporter.Netstat.Views;

/// <summary>
/// -s: every protocol counter of the kernel with what it says, under the name of its protocol. Counters that are 0 are left out, as net-tools leaves out most of
/// them; -a shows them too.
/// </summary>
internal sealed class StatisticsView : INetstatView
{
    private readonly Dictionary<CounterName, CounterMeaning> _meanings = [];

    public bool IsAskedFor(NetstatRequest request) => request.Statistics;

    public void Show(NetstatContext context)
    {
        using var reader = new ProtocolCounterReader(context.Kernel.ProcPath);
        CounterTable table = reader.Read();
        foreach (string protocol in Protocols(table).Where(protocol => StatisticsSelection.Shows(context.Request, protocol)))
        {
            if (context.Output.IsJson)
            {
                WriteJson(context.Output, table, protocol);
            }
            else
            {
                WriteText(context.Output, table, protocol, context.Request.All);
            }
        }
    }

    /// <summary>In the kernel's order; a protocol may stand in several places of it.</summary>
    internal static IReadOnlyList<string> Protocols(CounterTable table) => [.. table.Names.Select(static name => name.Protocol).Distinct()];

    private void WriteText(NetstatOutput output, CounterTable table, string protocol, bool all)
    {
        output.WriteName(ShownInterfaces.Bytes(protocol));
        output.Write(":\n"u8);
        for (int i = 0; i < table.Names.Length; i++)
        {
            if (table.Names[i].Protocol == protocol && (all || table.Values[i] != 0))
            {
                output.Write("    "u8);
                output.Write(Number(table.Values[i]));
                output.Write(" "u8);
                output.WriteName(ShownInterfaces.Bytes(Meaning(table.Names[i]).Phrase));
                output.EndLine();
            }
        }
    }

    private void WriteJson(NetstatOutput output, CounterTable table, string protocol)
    {
        for (int i = 0; i < table.Names.Length; i++)
        {
            if (table.Names[i].Protocol == protocol)
            {
                Utf8JsonWriter json = output.BeginRow();
                json.WriteString("protocol"u8, protocol);
                json.WriteString("counter"u8, table.Names[i].Name);
                json.WritePropertyName("value"u8);
                json.WriteRawValue(Number(table.Values[i]));
                json.WriteString("meaning"u8, Meaning(table.Names[i]).Phrase);
                output.EndRow();
            }
        }
    }

    private static string Number(Int128 value) => value.ToString(CultureInfo.InvariantCulture);

    private CounterMeaning Meaning(CounterName name)
    {
        if (!_meanings.TryGetValue(name, out CounterMeaning meaning))
        {
            meaning = CounterMeanings.Of(name);
            _meanings.Add(name, meaning);
        }

        return meaning;
    }
}
