using System.Text;
using SocketExporter.Kernel.Recordings;
using SocketExporter.Kernel.Sockets;

namespace SocketExporter.Kernel.Tests.Recordings;

public sealed class UnixTableRecorderTests : IDisposable
{
    private readonly string _proc = Directory.CreateTempSubdirectory().FullName;

    [Fact]
    public void The_table_of_unix_sockets_keeps_all_but_names_and_pointers()
    {
        const string table =
            "Num       RefCount Protocol Flags    Type St Inode Path\n" +
            "ffff9d5e0c1a2000: 00000002 00000000 00010000 0001 01 17342 /run/shop/orders.sock\n" +
            "ffff9d5e0c1a2400: 00000003 00000000 00000000 0002 03 17343\n" +
            "ffff9d5e0c1a2800: 00000002 00000000 00010000 0005 01 17344 @orders\n" +
            "ffff9d5e0c1a2c00: 00000002 00000000 00000000 0001 02     0 /run/shop/orders.sock\n" +
            "ffff9d5e0c1a3000: 00000002 00000000 00000000 0002 01 17345 @0a1b2\n" +
            "ffff9d5e0c1a3400: 00000002 00000000 00000000 0002 01 17346 /tmp/a\nb\n";

        Assert.Equal(
            "Num       RefCount Protocol Flags    Type St Inode Path\n" +
            "0000000000000000: 00000002 00000000 00010000 0001 01 17342 /run/xg/xh.sock\n" +
            "0000000000000000: 00000003 00000000 00000000 0002 03 17343\n" +
            "0000000000000000: 00000002 00000000 00010000 0005 01 17344 @xh\n" +
            "0000000000000000: 00000002 00000000 00000000 0001 02     0 /run/xg/xh.sock\n" +
            "0000000000000000: 00000002 00000000 00000000 0002 01 17345 @0a1b2\n" +
            "0000000000000000: 00000002 00000000 00000000 0002 01 17346 /tmp/xixjxk\n",
            Recorded(table));
    }

    public void Dispose() => Directory.Delete(_proc, recursive: true);

    private string Recorded(string table)
    {
        Directory.CreateDirectory(Path.Combine(_proc, "thread-self/net"));
        File.WriteAllText(Path.Combine(_proc, "thread-self/net/unix"), table);
        using var reader = new UnixTableReader(_proc);
        return Encoding.Latin1.GetString(new UnixTableRecorder(new NamePseudonyms()).Write(reader));
    }
}
