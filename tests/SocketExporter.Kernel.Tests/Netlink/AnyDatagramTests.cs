using CsCheck;
using SocketExporter.Kernel.Links;
using SocketExporter.Kernel.Netlink;

namespace SocketExporter.Kernel.Tests.Netlink;

/// <summary>Whatever the bytes are: they are read, or refused with the layer's one exception.</summary>
public sealed class AnyDatagramTests
{
    private static readonly string[] Words =
        ["10000000", "14000000", "0200", "0300", "1000", "0000", "01000000", "00000000", "feffffff", "08000400", "ff"];

    private static readonly Gen<string> Datagrams = Gen.OneOf(
        Gen.Byte.Array[0, 64].Select(Convert.ToHexString),
        Gen.Int[0, Words.Length - 1].Select(i => Words[i])
            .Array[0, 20].Select(string.Concat));

    [Fact]
    public void Any_datagram_is_walked_to_its_end_or_refused()
        => Datagrams.Sample(
            hex =>
            {
                using var dump = new NetlinkDump(new ScriptedTransport().Datagram(hex));
                dump.Start(20, [], "things");
                try
                {
                    while (dump.Next())
                    {
                        Assert.InRange(dump.Message.Length, 0, hex.Length / 2);
                    }

                    Assert.NotEqual(DumpEnd.None, dump.End);
                }
                catch (KernelReadException)
                {
                    // What it must be when it is refused.
                }
            },
            iter: 2000,
            threads: 1);

    [Fact]
    public void Any_message_is_an_interface_or_refused()
        => Datagrams.Sample(
            hex =>
            {
                try
                {
                    LinkMessage.Parse(Hex.Bytes("00 00 0100 07000000 43100100 00000000 0600 0300 6100 0000" + hex));
                }
                catch (KernelReadException)
                {
                    // What it must be when it is refused.
                }
            },
            iter: 5000);
}
