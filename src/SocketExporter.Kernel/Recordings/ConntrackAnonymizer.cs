using System.Runtime.InteropServices;
using SocketExporter.Kernel.Abi;
using SocketExporter.Kernel.Netlink;

namespace SocketExporter.Kernel.Recordings;

/// <summary>The directions of a conntrack flow as they may leave the host: addresses become pseudonyms, protocol and ports stay, all else is left out.</summary>
internal static class ConntrackAnonymizer
{
    /// <summary>Appends CTA_TUPLE_ORIG or CTA_TUPLE_REPLY.</summary>
    /// <exception cref="KernelReadException">An attribute inside has a length that can't be.</exception>
    public static void AppendTuple(ushort type, ReadOnlySpan<byte> payload, AddressPseudonyms addresses, List<byte> output)
    {
        List<byte> tuple = [];
        var parts = new NetlinkAttributes(payload, "a conntrack flow");
        while (parts.Next())
        {
            List<byte> kept = [];
            var inner = new NetlinkAttributes(parts.Type is Ctnetlink.CTA_TUPLE_IP or Ctnetlink.CTA_TUPLE_PROTO ? parts.Payload : default, "a conntrack flow");
            while (inner.Next())
            {
                if (parts.Type == Ctnetlink.CTA_TUPLE_IP && inner.Payload.Length is 4 or 16)
                {
                    byte[] address = inner.Payload.ToArray();
                    addresses.Replace(address);
                    MessageAnonymizer.AppendAttribute(inner.Type, address, kept);
                }
                else if (parts.Type == Ctnetlink.CTA_TUPLE_PROTO && inner.Type is Ctnetlink.CTA_PROTO_NUM or Ctnetlink.CTA_PROTO_SRC_PORT or Ctnetlink.CTA_PROTO_DST_PORT)
                {
                    MessageAnonymizer.AppendAttribute(inner.Type, inner.Payload, kept);
                }
            }

            if (kept.Count > 0)
            {
                MessageAnonymizer.AppendAttribute(parts.Type, CollectionsMarshal.AsSpan(kept), tuple);
            }
        }

        MessageAnonymizer.AppendAttribute(type, CollectionsMarshal.AsSpan(tuple), output);
    }
}
