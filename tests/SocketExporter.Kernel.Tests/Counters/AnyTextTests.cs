using System.Text;
using CsCheck;
using SocketExporter.Kernel.Counters;

namespace SocketExporter.Kernel.Tests.Counters;

/// <summary>Whatever the text is: it is read, or refused with the layer's one exception.</summary>
public sealed class AnyTextTests
{
    private static readonly string[] Words =
        ["Tcp:", "TCP:", "Ip6InReceives", "inuse", "mem", " ", "\t", "\n", "\n", "5", "-1", ",", "-", "99999999999999999999", "x", "protocol size sockets\n"];

    private static readonly Gen<byte[]> Texts = Gen.OneOf(
        Gen.Byte.Array[0, 80],
        Gen.Int[0, Words.Length - 1].Select(i => Words[i])
            .Array[0, 30].Select(words => Encoding.UTF8.GetBytes(string.Concat(words))));

    private static void ReadOrRefused(Action<byte[]> parse)
        => Texts.Sample(
            text =>
            {
                try
                {
                    parse(text);
                }
                catch (KernelReadException)
                {
                    // What it must be when it is refused.
                }
            },
            iter: 5000);

    [Fact]
    public void Any_text_is_pairs_or_refused()
        => ReadOrRefused(text => ProtocolCounterText.ParsePairs(text, "snmp", new CounterColumns()));

    [Fact]
    public void Any_text_is_singles_or_refused()
        => ReadOrRefused(text => ProtocolCounterText.ParseSingles(text, "snmp6", "Snmp6"u8, new CounterColumns()));

    [Fact]
    public void Any_text_is_a_sockstat_or_refused() => ReadOrRefused(text => SocketStatisticsText.Parse(text, text, 4096));

    [Fact]
    public void Any_text_is_a_table_of_protocols_or_refused()
        => ReadOrRefused(text => new ProtocolSocketsText().Parse(text, "protocols"));

    [Fact]
    public void Any_text_is_a_port_range_or_refused()
    {
        ReadOrRefused(text => PortRangeText.Parse(text, "\n"u8));
        ReadOrRefused(text => PortRangeText.Parse("1 2\n"u8, text));
    }
}
