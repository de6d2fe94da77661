using System.Runtime.InteropServices;

namespace SocketExporter.Kernel.Abi;

/// <summary>linux/vm_sockets_diag.h: the request. 24 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct vsock_diag_req
{
    public byte sdiag_family;
    public byte sdiag_protocol;
    public ushort pad;
    public uint vdiag_states;
    public uint vdiag_ino;
    public uint vdiag_show;
    public uint vdiag_cookie0;
    public uint vdiag_cookie1;
}

/// <summary>linux/vm_sockets_diag.h: one socket. 32 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct vsock_diag_msg
{
    public byte vdiag_family;
    public byte vdiag_type;
    public byte vdiag_state;
    public byte vdiag_shutdown;
    public uint vdiag_src_cid;
    public uint vdiag_src_port;
    public uint vdiag_dst_cid;
    public uint vdiag_dst_port;
    public uint vdiag_ino;
    public uint vdiag_cookie0;
    public uint vdiag_cookie1;
}
