using System.Text;
using SocketExporter.Kernel.Recordings;

namespace SocketExporter.Kernel.Tests.Recordings;

public sealed class TableAnonymizerTests
{
    [Fact]
    public void Addresses_of_a_table_become_those_of_the_other_answers_and_pointers_zeros()
    {
        // 93.184.216.34 and 192.168.7.9, as a little-endian host prints them.
        const string table =
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops\n" +
            "    1: 0907A8C0:0001 22D8B85D:0000 07 00000000:00000300 00:00000000 00000000  1000        0 23101 2 ffff9d5e0c1a2000 3\n" +
            "    2: 0100007F:0001 00000000:0000 07 00000000:00000000 00:00000000 00000000  1000        0 23102 2 ffff9d5e0c1a2400 0\n";

        Assert.Equal(
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops\n" +
            "1: 0100000A:0001 010012C6:0000 07 00000000:00000300 00:00000000 00000000 1000 0 23101 2 0000000000000000 3\n" +
            "2: 0100007F:0001 00000000:0000 07 00000000:00000000 00:00000000 00000000 1000 0 23102 2 0000000000000000 0\n",
            Encoding.Latin1.GetString(new TableAnonymizer(new AddressPseudonyms()).Inet(Encoding.Latin1.GetBytes(table), "raw")));
    }

    [Fact]
    public void An_address_of_IPv6_is_replaced_too()
    {
        const string table = "titles\n1: 1032547698BADCFE1032547698BADCFE:003A 00000000000000000000000000000000:0000 07\n";

        Assert.Equal(
            "titles\n1: B80D0120000000000000000001000000:003A 00000000000000000000000000000000:0000 07\n",
            Encoding.Latin1.GetString(new TableAnonymizer(new AddressPseudonyms()).Inet(Encoding.Latin1.GetBytes(table), "raw6")));
    }

    [Fact]
    public void Pointers_of_netlink_sockets_become_zeros()
    {
        Assert.Equal(
            "sk Eth\n0000000000000000 15 42\n",
            Encoding.Latin1.GetString(TableAnonymizer.Netlink(Encoding.Latin1.GetBytes("sk Eth\nffff9d5e0c1a2000 15  42\n"), "netlink")));
    }

    [Theory]
    [InlineData("titles\n1: 0907A8C0:0001\n", "raw: a line of 2 columns, expected at least 4")]
    [InlineData("titles\n1: 0907A8C:0001 22D8B85D:0000 07\n", "raw: an address of 12 characters, expected 8 or 32 hexadecimal digits, a colon and a port")]
    public void What_can_hold_an_address_in_an_unknown_shape_is_not_recorded(string table, string message)
    {
        Assert.Equal(message, Assert.Throws<KernelReadException>(() => new TableAnonymizer(new AddressPseudonyms()).Inet(Encoding.Latin1.GetBytes(table), "raw")).Message);
    }
}
