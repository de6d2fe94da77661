using System.Runtime.InteropServices;

namespace SocketExporter.Kernel.Abi;

/// <summary>linux/unix_diag.h: the request. 24 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct unix_diag_req
{
    public byte sdiag_family;
    public byte sdiag_protocol;
    public ushort pad;
    public uint udiag_states;
    public uint udiag_ino;
    public uint udiag_show;
    public uint udiag_cookie0;
    public uint udiag_cookie1;
}

/// <summary>linux/unix_diag.h: one socket. 16 bytes, attributes follow.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct unix_diag_msg
{
    public byte udiag_family;
    public byte udiag_type;
    public byte udiag_state;
    public byte pad;
    public uint udiag_ino;
    public uint udiag_cookie0;
    public uint udiag_cookie1;
}

internal static class UnixDiag
{
    public const uint UDIAG_SHOW_NAME = 0x01;
    public const uint UDIAG_SHOW_PEER = 0x04;
    public const uint UDIAG_SHOW_ICONS = 0x08;
    public const uint UDIAG_SHOW_RQLEN = 0x10;
    public const uint UDIAG_SHOW_MEMINFO = 0x20;
    public const uint UDIAG_SHOW_UID = 0x40;

    public const ushort UNIX_DIAG_NAME = 0;
    public const ushort UNIX_DIAG_PEER = 2;
    public const ushort UNIX_DIAG_ICONS = 3;
    public const ushort UNIX_DIAG_RQLEN = 4;
    public const ushort UNIX_DIAG_MEMINFO = 5;
    public const ushort UNIX_DIAG_SHUTDOWN = 6;
    public const ushort UNIX_DIAG_UID = 7;

    // linux/net.h: udiag_type.
    public const byte SOCK_STREAM = 1;
    public const byte SOCK_DGRAM = 2;
    public const byte SOCK_SEQPACKET = 5;
}

/// <summary>linux/unix_diag.h: UNIX_DIAG_RQLEN. Bytes; of a listener connections (pending, backlog).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct unix_diag_rqlen
{
    public uint udiag_rqueue;
    public uint udiag_wqueue;
}
