using System.Text;
using SocketExporter.Kernel.Sockets;
using SocketExporter.Kernel.Tests.Io;

namespace SocketExporter.Kernel.Tests.Sockets;

public sealed class UnixTableReaderTests
{
    private const string Titles = "Num       RefCount Protocol Flags    Type St Inode Path\n";

    [Fact]
    public void Every_kind_and_state_is_told_as_proc_has_it()
    {
        Assert.Equal(
            [
                "2 0x10000 Stream Listening 17342 /run/x.sock",
                "3 0x0 Dgram Connected 17343 ",
                "2 0x0 Seqpacket Unconnected 9 @abstract@name",
                "2 0x0 Stream Connecting 0 /run/x.sock",
                "1 0x0 Stream Disconnecting 0 ",
            ],
            Rows(
                "00000000885aa2d0: 00000002 00000000 00010000 0001 01 17342 /run/x.sock\n" +
                "00000000885aa2d1: 00000003 00000000 00000000 0002 03 17343\n" +
                "0000000000000000: 00000002 00000000 00000000 0005 01     9 @abstract@name\n" +
                "00000000885aa2d3: 00000002 00000000 00000000 0001 02     0 /run/x.sock\n" +
                "00000000885aa2d4: 00000001 00000000 00000000 0001 04     0\n"));
    }

    [Fact]
    public void A_path_with_line_breaks_and_blanks_stays_one_path()
    {
        Assert.Equal(
            ["2 0x0 Stream Unconnected 1   /run/ a \nb: c\n\nd\n", "2 0x0 Stream Unconnected 2 /run/e"],
            Rows(
                "00000000885aa2d0: 00000002 00000000 00000000 0001 01     1   /run/ a \nb: c\n\nd\n\n" +
                "00000000885aa2d1: 00000002 00000000 00000000 0001 01     2 /run/e\n"));
    }

    [Fact]
    public void Bytes_that_are_no_text_are_handed_on_as_they_are()
    {
        using ProcNet proc = new ProcNet().Table("unix", "");
        File.WriteAllBytes(proc.Path + "/thread-self/net/unix", [.. Encoding.ASCII.GetBytes(Titles + "00000000885aa2d0: 00000002 00000000 00000000 0001 01     1 "), 0xff, 0x1b, 0x80, (byte)'\n']);
        using var reader = new UnixTableReader(proc.Path);
        reader.Start();

        Assert.True(reader.Next());
        Assert.Equal(new byte[] { 0xff, 0x1b, 0x80 }, reader.Row.Path.ToArray());
    }

    [Fact]
    public void A_table_without_sockets_has_none()
    {
        Assert.Empty(Rows(""));
    }

    [Theory]
    [InlineData("what\n", "'what', expected a row of 'Num       RefCount Protocol Flags    Type St Inode Path'")]
    [InlineData("00000000885aa2d0: 00000002 00000000 00010000 0007 01 17342\n", "'00000000885aa2d0: 00000002 00000000 0001', expected a row of 'Num       RefCount Protocol Flags    Type St Inode Path'")]
    [InlineData("00000000885aa2d0: 00000002 00000000 00010000 0001 01 17342", "cut line '00000000885aa2d0: 00000002 00000000 0001', expected a newline at its end")]
    public void A_table_of_another_shape_is_refused_by_name(string rows, string message)
    {
        Assert.EndsWith(message, Assert.Throws<KernelReadException>(() => Rows(rows)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_longer_than_a_unix_address_is_refused_on_one_line_or_many()
    {
        const string row = "00000000885aa2d0: 00000002 00000000 00000000 0001 01     1 ";
        Assert.Single(Rows(row + new string('x', 109) + "\n"));
        Assert.EndsWith("a path of 110 bytes, expected at most 109", Assert.Throws<KernelReadException>(() => Rows(row + new string('x', 110) + "\n")).Message, StringComparison.Ordinal);
        Assert.Single(Rows(row + "/\n" + new string('x', 107) + "\n"));
        Assert.Throws<KernelReadException>(() => Rows(row + "/\n" + new string('x', 108) + "\n"));
    }

    [Fact]
    public void Nothing_is_allocated_per_socket()
    {
        using ProcNet proc = new ProcNet().Table("unix", Titles + string.Concat(Enumerable.Range(1, 1000).Select(static i => $"00000000885aa2d0: 00000002 00000000 00000000 0001 01 {i} /run/{i}\n")));
        using var reader = new UnixTableReader(proc.Path);
        reader.Start();
        Assert.True(reader.Next());

        long before = GC.GetAllocatedBytesForCurrentThread();
        int rows = 1;
        while (reader.Next())
        {
            rows += reader.Row.Path.Length > 0 ? 1 : 0;
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(1000, rows);
    }

    private static List<string> Rows(string table)
    {
        using ProcNet proc = new ProcNet().Table("unix", Titles + table);
        using var reader = new UnixTableReader(proc.Path);
        List<string> rows = [];
        reader.Start();
        while (reader.Next())
        {
            UnixTableRow row = reader.Row;
            Assert.Equal(row.Flags == 0x10000, row.AcceptsConnections);
            rows.Add($"{row.References} 0x{row.Flags:x} {row.Kind} {row.State} {row.Inode} {Encoding.Latin1.GetString(row.Path)}");
        }

        return rows;
    }
}
