namespace SocketExporter.Kernel.Tests.Conntrack;

/// <summary>Flows as ctnetlink sends them, without the header of the message: nfgenmsg, then attributes.</summary>
internal static class Flows
{
    // 10.0.0.5:40000 → 192.168.1.1:443, seen by the other end as 203.0.113.5:60000; established, five days to live.
    public const string Masqueraded =
        "02000000" +
        "34000180" + "14000180" + "080001000a000005" + "08000200c0a80101" + "1c000280" + "0500010006000000" + "060002009c400000" + "0600030001bb0000" +
        "34000280" + "14000180" + "08000100c0a80101" + "08000200cb007105" + "1c000280" + "0500010006000000" + "0600020001bb0000" + "06000300ea600000" +
        "080003000000019e" +
        "0800070000069780" +
        "10000480" + "0c000180" + "0500010003000000";

    // fd00::5 port 5353 → fd00::9 port 53, UDP, no answer yet, 29 s to live.
    public const string Unreplied =
        "0a000000" +
        "4c000180" + "2c000180" + "14000300fd000000000000000000000000000005" + "14000400fd000000000000000000000000000009" +
        "1c000280" + "0500010011000000" + "0600020014e90000" + "0600030000350000" +
        "4c000280" + "2c000180" + "14000300fd000000000000000000000000000009" + "14000400fd000000000000000000000000000005" +
        "1c000280" + "0500010011000000" + "0600020000350000" + "0600030014e90000" +
        "0800030000000008" +
        "080007000000001d";

    // Header: 16 + 140 and 16 + 172 bytes, type IPCTNL_MSG_CT_NEW, NLM_F_MULTI, sequence 1.
    public const string MasqueradedMessage = "9c000000" + "0001" + "0200" + "01000000" + "00000000" + Masqueraded;
    public const string UnrepliedMessage = "bc000000" + "0001" + "0200" + "01000000" + "00000000" + Unreplied;
    public const string Done = "14000000" + "0300" + "0200" + "01000000" + "00000000" + "00000000";
}
